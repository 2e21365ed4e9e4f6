"""The backend behind `model=` (a name, a client, a model in this process, a backend), and flows run with it.

What an object is is seen by the names of its types' modules, so that no library is imported to find out. A
flow is driven to its end for synchronous and asynchronous callers.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any, Generic, TypeVar, cast

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
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.provider_differences import requested_params
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

AnyBackend = Callable[[Sequence[Request]], Sequence[Response] | Awaitable[Sequence[Response]]]
"""A `Backend` or an `AsyncBackend` (`ses_plugin.drivers`)."""

_FORMS = (
    'model="openai/NAME" (any model that LiteLLM reaches; with api_base="URL" for a server of your own); '
    'model="NAME", client=OpenAI() or AsyncOpenAI(); model=vllm.LLM(...); '
    "model=AutoModelForCausalLM.from_pretrained(...), tokenizer=AutoTokenizer.from_pretrained(...); "
    "or a backend: a function, sync or async, from a list of requests to the list of their responses"
)
_LOCAL_MODELS = ("transformers", "peft")


@dataclass(frozen=True, slots=True)
class ModelConnection:
    """How a model is reached: what is given beside `model=`. None is the default of what makes the calls.

    `client` is an OpenAI client, `tokenizer` that of a transformers model. The rest is for a LiteLLM name:
    the address and the key of its server, seconds for one call, and how often one that failed is tried again.
    At most `concurrency` calls are made at a time.
    """

    client: Any = None
    tokenizer: Any = None
    api_base: str | None = None
    api_key: str | None = None
    timeout_s: float | None = None
    retries: int | None = None
    concurrency: int | None = None

    def __post_init__(self) -> None:
        """Check the values."""
        for name, least in (("concurrency", 1), ("retries", 0)):
            value = getattr(self, name)
            if value is not None and (type(value) is not int or value < least):
                raise UsageError(f"{name}={value!r:.100}: give an integer of at least {least}")
        if self.timeout_s is not None and not (type(self.timeout_s) in (int, float) and self.timeout_s > 0):
            raise UsageError(f"timeout_s={self.timeout_s!r:.100}: give a number of seconds, more than 0")
        for name in ("api_base", "api_key"):
            if not isinstance(getattr(self, name), str | None):
                raise UsageError(f"{name}: give a text")

    def allow_only(self, kind: str, *names: str) -> None:
        """Raise UsageError if something is given that this kind of model does not take."""
        for one in fields(self):
            if getattr(self, one.name) is not None and one.name not in names:
                allowed = f"beside it only {', '.join(names)}" if names else "nothing beside it"
                raise UsageError(f"{one.name}: not for {kind}, which takes {allowed}")


def split_connection(options: Mapping[str, Any]) -> tuple[ModelConnection, dict[str, Any]]:
    """Return the connection in the keywords of a call, and the other keywords."""
    names = {one.name for one in fields(ModelConnection)}
    connection = {name: value for name, value in options.items() if name in names}
    return ModelConnection(**connection), {n: value for n, value in options.items() if n not in names}


def connect_model(model: Any, connection: ModelConnection, options: SolveOptions) -> AnyBackend:
    """Return the backend for `model`.

    Raises UsageError for anything that is no model, and for what does not go together; MissingDependency
    without the library that it needs.
    """
    if isinstance(model, str) and model:
        if connection.client is not None:
            return _connect_openai(model, connection, options)
        return _connect_litellm(model, connection, options)
    if connection.client is not None:
        raise UsageError(f"client: needs the model's name beside it, and model={model!r:.100}; give {_FORMS}")
    if _has_type(model, ("vllm",), "LLM"):
        connection.allow_only("a vLLM engine")
        _refuse_simulator("VllmBackend(engine, other_engine)", options)
        from ses_plugin.adapters.vllm import VllmBackend

        return VllmBackend(model)
    if _has_type(model, _LOCAL_MODELS) and hasattr(model, "generate"):
        return _connect_transformers(model, connection, options)
    if callable(model) and not isinstance(model, type) and not _has_type(model, ("torch", *_LOCAL_MODELS)):
        connection.allow_only("a backend")
        _refuse_simulator("a backend that looks at `request.role`", options)
        backend: AnyBackend = model
        return backend
    raise UsageError(f"model={model!r:.100} is no model; give {_FORMS}")


def _connect_litellm(name: str, connection: ModelConnection, options: SolveOptions) -> AnyBackend:
    from ses_plugin.adapters.litellm import CallSettings, LiteLLMBackend, ModelConfig, ModelRoles

    connection.allow_only("a LiteLLM name", "api_base", "api_key", "timeout_s", "retries", "concurrency")
    key = {} if connection.api_key is None else {"api_key": connection.api_key}
    settings_given = {name: getattr(connection, name) for name in ("timeout_s", "retries", "concurrency")}
    calls = {setting: value for setting, value in settings_given.items() if value is not None}
    solver = ModelConfig(name, connection.api_base, settings=key)
    simulator = None
    if options.simulator is not None:
        same = options.simulator.split("/")[0] == name.split("/")[0]
        simulator = ModelConfig(
            options.simulator, connection.api_base if same else None, settings=key if same else {}
        )
    settings = CallSettings(**calls, requested=requested_params(options))
    return LiteLLMBackend(ModelRoles(solver, simulate=simulator), settings)


def _connect_openai(name: str, connection: ModelConnection, options: SolveOptions) -> AnyBackend:
    connection.allow_only("an OpenAI client", "client", "concurrency")
    if not _has_type(connection.client, ("openai",)):
        raise UsageError(f"client={connection.client!r:.100} is no client; give OpenAI() or AsyncOpenAI()")
    from ses_plugin.adapters.openai.backend import OpenAIBackend

    return OpenAIBackend(
        connection.client,
        name,
        simulator=options.simulator,
        requested=requested_params(options),
        concurrency=connection.concurrency or 16,
    )


def _connect_transformers(model: Any, connection: ModelConnection, options: SolveOptions) -> AnyBackend:
    connection.allow_only("a transformers model", "tokenizer")
    if connection.tokenizer is None:
        raise UsageError("a transformers model needs tokenizer=AutoTokenizer.from_pretrained(...) beside it")
    _refuse_simulator("TransformersBackend(model, tokenizer, (other_model, its_tokenizer))", options)
    from ses_plugin.adapters.transformers import TransformersBackend

    return TransformersBackend(model, connection.tokenizer)


def _refuse_simulator(instead: str, options: SolveOptions) -> None:
    if options.simulator is not None:
        raise UsageError(f"simulator={options.simulator!r}: a name is not enough here; give model={instead}")


def _has_type(value: object, packages: Sequence[str], name: str | None = None) -> bool:
    """Return whether a class of `value`, or one it inherits, is of one of `packages` (and has `name`)."""
    return any(
        kind.__module__.split(".")[0] in packages and name in (None, kind.__name__)
        for kind in type(value).__mro__
    )


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
