"""Drivers run the flows of strategies with a backend that answers their requests.

`run` drives one flow, `arun` one flow with asyncio, and `run_lockstep` many flows, with one batched call for
each round. All three lead to the same results. Backends share the dispatch of a round and the calls of a
sample request.

`run_blocking` and `iterate_blocking` do asynchronous work for synchronous callers, on one event loop in a
thread of its own. The loop lives as long as the process, so that clients keep their connections from one call
to the next. It serves callers that have a loop of their own, as those in a notebook, like any others.
"""

from __future__ import annotations

import asyncio
import atexit
import contextvars
import os
import signal
import threading
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Coroutine,
    Hashable,
    Iterable,
    Iterator,
    Sequence,
)
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache
from typing import Any, Self, TypeVar, cast

from ses_plugin.errors import MissingDependency, UsageError
from ses_plugin.execution.sandbox import Sandbox, shared_sandbox
from ses_plugin.extraction import extract_explanation
from ses_plugin.strategies.flow import (
    Completions,
    ExecuteRequest,
    Flow,
    Request,
    RequestFailed,
    Response,
    SampleRequest,
    gather,
)
from ses_plugin.types.program import ExecutionResult, Explanation
from ses_plugin.usage import Usage

T = TypeVar("T")

Backend = Callable[[Sequence[Request]], Sequence[Response]]
"""Answers a round: one response for each request, in order; `RequestFailed` where there is no answer."""

AsyncBackend = Callable[[Sequence[Request]], Awaitable[Sequence[Response]]]

Call = TypeVar("Call", bound=Hashable)
CallResponse = tuple[str, Usage] | ExecutionResult | RequestFailed
"""What became of one call of a round: a reply with its usage, a run, or why there is none."""


def run(flow: Flow[T], backend: Backend) -> T:
    """Drive one flow to its end and return its result.

    Example:
        result = run(self_verify(problem, SelfVerify(k=4)), backend)
    """
    try:
        requests = next(flow)
        while True:
            requests = flow.send(_check_response_count(requests, _call(backend, requests)))
    except StopIteration as stop:
        return cast(T, stop.value)
    finally:
        flow.close()


def _call(backend: Backend, requests: Sequence[Request]) -> Sequence[Response]:
    """Answer a round; an error that would be taken for the end of the flow becomes one that is not."""
    try:
        return backend(requests)
    except StopIteration as error:
        raise RuntimeError("the backend raised StopIteration") from error


async def arun(flow: Flow[T], backend: AsyncBackend) -> T:
    """Drive one flow to its end with an asyncio backend and return its result."""
    try:
        requests = next(flow)
        while True:
            requests = flow.send(_check_response_count(requests, await backend(requests)))
    except StopIteration as stop:
        return cast(T, stop.value)
    finally:
        flow.close()


def run_lockstep(flows: Sequence[Flow[T]], backend: Backend) -> list[T]:
    """Drive many flows together: `backend` is called once for each round, with the requests of all flows.

    Returns the results in the order of the flows. If a flow raises, the others are closed.
    """
    return run(gather(flows), backend)


def _check_response_count(requests: Sequence[Request], responses: Sequence[Response]) -> tuple[Response, ...]:
    if len(responses) != len(requests):
        raise TypeError(f"the backend answered {len(requests)} requests with {len(responses)} responses")
    return tuple(responses)


Handler = Callable[[Sequence[Any]], Sequence[Response]]
"""Answers requests of one kind: one response for each, in order."""


def dispatch_round(
    requests: Sequence[Request], by: Callable[[Request], Handler], always: Iterable[Handler] = ()
) -> list[Response]:
    """Answer a round, in order, by several handlers, each of which is called once with all its requests.

    Args:
        requests: The round.
        by: Returns the handler of a request.
        always: Handlers that are called first, and even without requests: in distributed evaluation, where
            the model is called by all processes together, one without requests has to take part.

    Raises:
        ValueError: A handler returns more or fewer responses than it has requests.
    """
    shares: dict[Handler, list[int]] = {handler: [] for handler in always}
    for number, request in enumerate(requests):
        shares.setdefault(by(request), []).append(number)
    responses: dict[int, Response] = {}
    for handler, numbers in shares.items():
        responses.update(zip(numbers, handler([requests[number] for number in numbers]), strict=True))
    return [responses[number] for number in range(len(requests))]


def expand_sample(request: SampleRequest) -> list[tuple[int | None, int]]:
    """Return the seed and the index of each of a sample's calls. Greedy calls are equal: None and 0."""
    if request.sampling.temperature > 0:
        return [(request.seed + index, index) for index in range(request.n)]
    return [(None, 0)] * request.n


def merge_completions(replies: Sequence[tuple[str, Usage] | None]) -> Completions:
    """Return the completions of a sample from the replies of its calls; a failed call, None, gives ""."""
    total = sum((reply[1] for reply in replies if reply), Usage())
    completion_tokens = tuple((reply[1].completion_tokens or 0) if reply else 0 for reply in replies)
    return Completions(
        texts=tuple(reply[0] if reply else "" for reply in replies),
        prompt_tokens=total.prompt_tokens,
        completion_tokens=None if total.completion_tokens is None else completion_tokens,
        cost=total.cost,
        seconds=total.seconds,
    )


async def answer_by_calls(
    requests: Sequence[Request],
    calls_of: Callable[[Request], Sequence[Call]],
    answer: Callable[[Call], Coroutine[Any, Any, CallResponse]],
) -> list[Response]:
    """Answer a round by calls that run concurrently; equal calls are made once.

    A sample some of whose calls failed has empty texts in their places; if all failed, it gets
    `RequestFailed`. Whatever `answer` raises ends the round, and so does a cancellation: all other calls are
    cancelled and awaited first, so that none goes on behind the caller's back.

    Args:
        requests: The round.
        calls_of: Returns the calls that a request takes, at least one; an execution is one call.
        answer: Makes a call; returns the reply with its usage, the execution result, or why it failed.
    """
    groups = [calls_of(request) for request in requests]
    unique = dict.fromkeys(call for group in groups for call in group)
    tasks = {call: asyncio.create_task(answer(call)) for call in unique}
    try:
        await asyncio.gather(*tasks.values())
    finally:  # nothing is left to cancel, unless one has raised or the caller is cancelled
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
    return [_merge_results([tasks[call].result() for call in group]) for group in groups]


def _merge_results(results: Sequence[CallResponse]) -> Response:
    """Return the response to a request, given the results of its calls."""
    (first, *_) = results
    if isinstance(first, ExecutionResult):
        return first
    replies = [result if isinstance(result, tuple) else None for result in results]
    if any(replies):
        return merge_completions(replies)
    return next(result for result in results if isinstance(result, RequestFailed))


def run_request(request: ExecuteRequest, sandbox: Sandbox | None = None) -> ExecutionResult:
    """Run a program in `sandbox`, by default the shared one; explain the run if the request says so."""
    sandbox = sandbox or shared_sandbox()
    result = sandbox.run(request.program, request.input, request.limits, scale=True)
    return replace(result, explanation=_explain(request, result, sandbox)) if request.explain else result


async def arun_request(request: ExecuteRequest, sandbox: Sandbox | None = None) -> ExecutionResult:
    """Do as `run_request`, without blocking the event loop."""
    sandbox = sandbox or shared_sandbox()
    return await asyncio.wrap_future(sandbox.submit(run_request, request, sandbox))


def execute_all(requests: Sequence[ExecuteRequest]) -> list[Response]:
    """Run all programs, on all workers of the sandbox; return the results in order."""
    sandbox = shared_sandbox()
    futures = [sandbox.submit(run_request, request, sandbox) for request in requests]
    try:
        return [future.result() for future in futures]
    finally:  # after Ctrl-C, Python would wait at exit for all runs that have not begun
        for future in futures:
            future.cancel()


def _explain(request: ExecuteRequest, result: ExecutionResult, sandbox: Sandbox) -> Explanation:
    """Return the narration of a second, traced run: the first is not slowed down, and is what counts."""
    from ses_plugin.narration.narrate import narrate  # not loaded for runs that nobody explains
    from ses_plugin.narration.style import CONCISE
    from ses_plugin.tracing.tracer import trace_program

    trace = trace_program(request.program, request.input, request.limits, sandbox=sandbox)
    try:
        text = narrate(trace, CONCISE)
    except UsageError as error:
        return Explanation(reason=str(error))
    if (trace.outcome, trace.output) != (result.outcome, result.output):
        return Explanation(reason="a second run of the program did not end as the first did")
    return Explanation(extract_explanation(text))


_END_S = 5.0
"""How long the end of the process waits for the loop's."""


def run_blocking(work: Coroutine[Any, Any, T]) -> T:
    """Return what `work` returns. If the waiting is interrupted, the work is cancelled.

    Raises UsageError if the caller is itself work of this loop, which would wait for itself.
    """
    loop = _loop(os.getpid())
    if asyncio._get_running_loop() is loop:
        work.close()
        raise UsageError(
            "a synchronous function of SES is called by asynchronous code that SES runs; "
            "await its asynchronous twin there (asolve, averify, asimulate, acompletion)"
        )
    future = asyncio.run_coroutine_threadsafe(work, loop)
    try:
        return future.result()
    finally:
        future.cancel()  # nothing, if it is done


@contextmanager
def interruptible() -> Iterator[None]:
    """Have Ctrl-C interrupt a blocking call within an event loop of `asyncio.run`, as it does elsewhere.

    `asyncio.run` answers the first Ctrl-C by cancelling its task, which a call that blocks the loop never
    notices. Other handlers of the signal are left as they are.
    """
    in_main_thread = threading.current_thread() is threading.main_thread()
    handler = signal.getsignal(signal.SIGINT) if in_main_thread else None
    # `asyncio.Runner` sets a partial of one of its methods.
    if not isinstance(getattr(getattr(handler, "func", None), "__self__", None), asyncio.Runner):
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


def iterate_blocking(items: AsyncGenerator[T, None]) -> Iterator[T]:
    """Yield what `items` yields; it is closed when the consumer stops."""
    end = object()

    async def step() -> T | object:
        return await anext(items, end)

    try:
        while (item := run_blocking(step())) is not end:
            yield item  # type: ignore[misc]
    finally:
        if not _loop(os.getpid()).is_closed():  # at the end of the process it has closed them itself
            run_blocking(items.aclose())


async def run_in_thread(work: Callable[[], T]) -> T:
    """Return what `work` returns, which blocks a thread of its own.

    A caller that is cancelled does not wait for it, and neither does the end of the process: blocking work
    can't be interrupted from outside, so the thread is a daemon (those of `asyncio.to_thread` are not).
    """
    done: Future[T] = Future()

    def deliver() -> None:
        try:
            done.set_result(work())
        except StopIteration as error:  # which a future does not take
            done.set_exception(RuntimeError(f"{work!r:.100} raised StopIteration: {error}"))
        except BaseException as error:  # the caller's
            done.set_exception(error)

    context = contextvars.copy_context()  # what callers keep there (a trace's span, say) counts here too
    done.set_running_or_notify_cancel()  # from now on it can't be cancelled, and so always has a result
    threading.Thread(target=context.run, args=(deliver,), name="ses-blocking", daemon=True).start()
    return await asyncio.wrap_future(done)


@cache
def _loop(process: int) -> asyncio.AbstractEventLoop:
    """Return the loop of this process: a fork has the object, but not the thread that runs it."""
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def live() -> None:
        over = asyncio.Event()
        started.set_result((asyncio.get_running_loop(), over))
        await over.wait()

    thread = threading.Thread(target=asyncio.run, args=(live(),), name="ses-event-loop", daemon=True)
    thread.start()
    loop, over = started.result()

    def end() -> None:
        loop.call_soon_threadsafe(over.set)
        thread.join(_END_S)

    atexit.register(end)
    return loop


class BackgroundRunner:
    """Drives flows with `backend` in its own thread while the context lasts; its end cancels them.

    Raises MissingDependency without anyio.

    Example:
        with BackgroundRunner(backend) as runner:
            futures = [runner.start(flow) for flow in flows]
            results = [future.result() for future in futures]
    """

    def __init__(self, backend: AsyncBackend) -> None:
        try:
            from anyio.from_thread import start_blocking_portal
        except ImportError as error:
            raise MissingDependency(
                f"calling a model beside other work needs anyio ({error}): pip install 'ses_plugin[litellm]'"
            ) from error
        self._backend = backend
        self._start = start_blocking_portal
        self._running = ExitStack()

    def start(self, flow: Flow[T]) -> Future[T]:
        """Start `flow`; the future has its result, or what the backend raised."""
        return self._portal.start_task_soon(arun, flow, self._backend)

    def __enter__(self) -> Self:
        self._portal = self._running.enter_context(self._start())
        # By itself, the portal would wait for its tasks.
        self._running.callback(self._portal.call, self._portal.stop, True)
        return self

    def __exit__(self, *error: object) -> None:
        self._running.close()
