"""A flow with the backend that answers it, driven to its end for synchronous and asynchronous callers."""

from __future__ import annotations

import inspect
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar, cast

from ses_plugin.api.connection import AnyBackend
from ses_plugin.drivers import (
    Handler,
    arun,
    dispatch_round,
    execute_all,
    interruptible,
    run,
    run_blocking,
    run_in_thread,
)
from ses_plugin.errors import ModelError, UsageError
from ses_plugin.strategies import (
    Completions,
    ExecuteRequest,
    Flow,
    Request,
    RequestFailed,
    Response,
    SampleRequest,
)
from ses_plugin.usage import EXECUTE, Budget, UsageByRole, UsageTracker, with_budget, with_usage

T = TypeVar("T")
ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class DrivenFlow(Generic[T]):
    """The result of a flow, the usage of each role, and the seconds that it took by the clock."""

    result: T
    usage: UsageByRole
    seconds: float


@dataclass(slots=True)
class CallOutcomes:
    """Which calls of models were answered: how many requests, and why the first that failed did."""

    answered: int = 0
    first_failure: str | None = None


def watch_calls(flow: Flow[T], outcomes: CallOutcomes) -> Flow[T]:
    """Drive `flow`, and count in `outcomes` what it asks of models."""
    try:
        requests = next(flow)
        while True:
            responses = yield requests
            for request, response in zip(requests, responses, strict=True):
                if isinstance(request, SampleRequest) and isinstance(response, RequestFailed):
                    outcomes.first_failure = (
                        outcomes.first_failure or response.reason or "no reason was given"
                    )
                outcomes.answered += isinstance(response, Completions)
            requests = flow.send(responses)
    except StopIteration as stop:
        return cast(T, stop.value)
    finally:
        flow.close()


@dataclass(frozen=True, slots=True)
class ModelWork(Generic[T, ResultT]):
    """A flow, the backend that answers it, and what makes the result of it.

    `is_empty` tells of a flow's result whether it has nothing in it that came of a model. `tracker` is the
    backend's own, if it has one and serves this work only. `budget` bounds a flow that has no budget yet.
    """

    flow: Flow[T]
    backend: AnyBackend
    finish: Callable[[DrivenFlow[T]], ResultT]
    is_empty: Callable[[T], bool] = lambda result: False
    tracker: UsageTracker | None = None
    budget: Budget = field(default_factory=Budget)

    def complete(self) -> ResultT:
        """Return the result. Raises ModelError if no call of a model was answered."""
        outcomes, started = CallOutcomes(), time.perf_counter()
        flow = with_usage(with_budget(watch_calls(self.flow, outcomes), self.budget))
        with interruptible():
            result, usage = run(flow, partial(_answer_blocking, self.backend))
        return self._make_result(result, usage, outcomes, started)

    async def acomplete(self) -> ResultT:
        """As `complete`, for callers with an event loop, which is not blocked."""
        outcomes, started = CallOutcomes(), time.perf_counter()
        flow = with_usage(with_budget(watch_calls(self.flow, outcomes), self.budget))
        result, usage = await arun(flow, partial(_answer_async, self.backend))
        return self._make_result(result, usage, outcomes, started)

    def _make_result(self, result: T, usage: UsageByRole, outcomes: CallOutcomes, started: float) -> ResultT:
        failure = outcomes.first_failure
        if failure is not None and (not outcomes.answered or self.is_empty(result)):
            cause = getattr(self.backend, "first_error", None)
            what = "no candidate came" if outcomes.answered else "the model answered none of the calls"
            raise ModelError(f"{what}: {failure}") from cause
        if self.tracker is not None:  # which also knows the calls of a request that failed in part
            usage = {role: passed.usage for role, passed in self.tracker.roles.items() if role != EXECUTE}
        return self.finish(DrivenFlow(result, usage, time.perf_counter() - started))


def _answer_blocking(backend: AnyBackend, requests: Sequence[Request]) -> Sequence[Response]:
    """Answer a round: samples by the backend, runs of programs in the sandbox, whoever made the backend."""
    sample = partial(_sample_blocking, backend)
    return dispatch_round(requests, lambda request: execute_all if _is_run(request) else sample)


def _sample_blocking(backend: AnyBackend, requests: Sequence[SampleRequest]) -> Sequence[Response]:
    responses = backend(requests)
    if not inspect.isawaitable(responses):
        return _check_responses(requests, responses)
    try:
        return _check_responses(requests, run_blocking(_await(responses)))
    except UsageError:  # perhaps it was not begun
        if inspect.iscoroutine(responses):
            responses.close()
        raise


async def _answer_async(backend: AnyBackend, requests: Sequence[Request]) -> Sequence[Response]:
    samples = [request for request in requests if isinstance(request, SampleRequest)]
    runs = [request for request in requests if isinstance(request, ExecuteRequest)]
    executed = await run_in_thread(partial(execute_all, runs)) if runs else []
    sampled = await _sample_async(backend, samples) if samples else []
    finished: dict[bool, Handler] = {True: lambda _: executed, False: lambda _: sampled}
    return dispatch_round(requests, lambda request: finished[_is_run(request)])


async def _sample_async(backend: AnyBackend, requests: Sequence[SampleRequest]) -> Sequence[Response]:
    if inspect.iscoroutinefunction(backend) or inspect.iscoroutinefunction(type(backend).__call__):
        return _check_responses(requests, await _await(backend(requests)))
    responses = await run_in_thread(partial(backend, requests))
    return _check_responses(requests, await responses if inspect.isawaitable(responses) else responses)


async def _await(responses: Any) -> Any:
    return await cast(Awaitable[Any], responses)


def _is_run(request: Request) -> bool:
    return isinstance(request, ExecuteRequest)


def _check_responses(requests: Sequence[SampleRequest], responses: Any) -> Sequence[Response]:
    """Return what a backend returned. Raises UsageError if it is not one response for each request."""
    expected = "a list with one response (Completions or RequestFailed) for each request"
    if not isinstance(responses, list | tuple):
        raise UsageError(f"the backend returned {responses!r:.100}; it has to return {expected}")
    if len(responses) != len(requests):
        count = f"{len(responses)} responses to {len(requests)} requests"
        raise UsageError(f"the backend returned {count}; it has to return {expected}")
    for number, (request, response) in enumerate(zip(requests, responses, strict=True), 1):
        if not isinstance(response, RequestFailed) and not _is_answer(request, response):
            raise UsageError(
                f"the backend's response number {number} is {response!r:.100}; it has to be a "
                f"RequestFailed, or Completions with {request.n} texts, the `n` of the request"
            )
    return responses


def _is_answer(request: SampleRequest, response: object) -> bool:
    return (
        isinstance(response, Completions)
        and len(response.texts) == request.n
        and all(isinstance(text, str) for text in response.texts)
    )
