"""`wrap_openai`: a client that solves the programming problems in its requests.

A client makes all its requests in one method, `request`: `create`, `parse`, `stream` and raw responses end
there. We replace that method only, and hand what comes out of it back to the client, which reads it as it
reads a server's response. `SyncRequests` and `AsyncRequests` perform the steps of `SolveSession`; they decide
nothing. `Threads` and `Tasks` limit the calls that run at a time.
"""

from __future__ import annotations

import contextvars
import threading
import time
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from anyio import CapacityLimiter, create_task_group
from openai import AsyncOpenAI, OpenAI

from ses_plugin.adapters.openai.http_responses import make_response
from ses_plugin.adapters.openai.solve_session import (
    CallFlow,
    CallResult,
    ResponseFlow,
    SolveSession,
    open_session,
    resume,
)
from ses_plugin.drivers import arun_request, run_request
from ses_plugin.errors import UsageError
from ses_plugin.service.options import SolveOptions, parse_solve_options
from ses_plugin.service.provider_differences import UnsupportedParams
from ses_plugin.strategies import ExecuteRequest

C = TypeVar("C", bound="OpenAI | AsyncOpenAI")

_CONCURRENCY = 16


@dataclass(frozen=True, slots=True)
class WrapSettings:
    """The settings that a wrapped client and its copies share."""

    options: SolveOptions
    concurrency: int
    threads: Threads
    tasks: Tasks
    unsupported: UnsupportedParams = field(default_factory=UnsupportedParams)


def wrap_openai(client: C, *, concurrency: int | None = None, **defaults: Any) -> C:
    """Return a copy of an OpenAI client that solves the programming problems in its requests.

    A request whose text has a problem with examples is answered by a strategy, by default self-verify with 5
    candidates. All other requests go to the plain model unchanged. The answer's field `ses` says how the
    answer was selected, and its `usage` is the sum over all calls. See `docs/openai.md`.

    Args:
        client: An `OpenAI` or `AsyncOpenAI` client. It is not changed. Wrapping a wrapped client changes its
            defaults.
        concurrency: How many calls the client and its copies make at the same time, at most; by default 16.
        defaults: Fields of `SolveOptions`. A request overrides them by `extra_body={"ses": {...}}`.

    Returns:
        A client of the same type.

    Raises:
        UsageError: `client` is no OpenAI client, or an option is invalid.

    Example:
        client = wrap_openai(OpenAI(), k=4)
        answer = client.chat.completions.create(model="gpt-4o-mini", messages=messages)
        answer.ses["verified"]  # whether the program passes all examples, as the model predicts
    """
    if not isinstance(client, OpenAI | AsyncOpenAI):
        raise UsageError(
            f"wrap_openai: {client!r} is no client; give one, as in wrap_openai(OpenAI()) or AsyncOpenAI()"
        )
    base, limit = SolveOptions(), _CONCURRENCY
    request = client.request
    if isinstance(request, SyncRequests | AsyncRequests):
        base, limit = request.settings.options, request.settings.concurrency
    limit = limit if concurrency is None else concurrency
    if not isinstance(limit, int) or limit < 1:
        raise UsageError(f"wrap_openai: concurrency is {limit!r}, and must be an integer of at least 1")
    settings = WrapSettings(parse_solve_options(defaults, base), limit, Threads(limit), Tasks(limit))
    client_type: Any = type(client)  # the class's `copy` makes a plain client, of a wrapped one too
    wrapped: C = _install(client_type.copy(client), settings)
    return wrapped


def _install(client: Any, settings: WrapSettings) -> Any:
    """Replace `request` of a client that no other code holds, and have its copies wrapped too."""
    requests = AsyncRequests if isinstance(client, AsyncOpenAI) else SyncRequests
    client.request = requests(client, client.request, settings)
    client.copy = client.with_options = _wrapping_copy(client.copy, settings)
    return client


def _wrapping_copy(copy: Callable[..., Any], settings: WrapSettings) -> Callable[..., Any]:
    @wraps(copy)
    def wrapping_copy(*args: Any, **kwargs: Any) -> Any:
        return _install(copy(*args, **kwargs), settings)

    return wrapping_copy


class SyncRequests:
    """Replaces `request` of an `OpenAI` client. `send` is the client's own method."""

    def __init__(self, client: Any, send: Callable[..., Any], settings: WrapSettings) -> None:
        self._client, self._send, self.settings = client, send, settings

    def __call__(self, cast_to: Any, options: Any, *, stream: bool = False, stream_cls: Any = None) -> Any:
        """Make a request, as the client's own method does."""
        session = open_session(options, self.settings.options, self.settings.unsupported)
        if not isinstance(session, SolveSession):
            return self._send(cast_to, session, stream=stream, stream_cls=stream_cls)
        started = time.perf_counter()
        parts = self._parts(session.response_flow(stream))
        body = next(parts) if stream else b"".join(parts)
        seconds = time.perf_counter() - started
        response, options = make_response(self._client, options, body, parts if stream else None, seconds)
        return self._client._process_response(
            cast_to=cast_to, options=options, response=response, stream=stream, stream_cls=stream_cls
        )

    def _parts(self, flow: ResponseFlow) -> Generator[bytes, None, None]:
        with closing(flow):
            step = resume(flow, None)
            while step is not None:
                if isinstance(step, bytes):
                    yield step
                    step = resume(flow, None)
                else:
                    step = resume(flow, self.settings.threads.map(self._make_call, step))

    def _make_call(self, flow: CallFlow) -> CallResult:
        step = resume(flow, None)
        while not isinstance(step, CallResult):
            try:
                outcome = self._perform(step)
            except Exception as error:  # the flow decides which exceptions are a call's failure
                outcome = error
            step = resume(flow, outcome)
        return step

    def _perform(self, step: Any) -> Any:
        if isinstance(step, ExecuteRequest):
            return run_request(step)
        return self._send(object, step)


class AsyncRequests:
    """Replaces `request` of an `AsyncOpenAI` client. `send` is the client's own method."""

    def __init__(self, client: Any, send: Callable[..., Awaitable[Any]], settings: WrapSettings) -> None:
        self._client, self._send, self.settings = client, send, settings

    async def __call__(
        self, cast_to: Any, options: Any, *, stream: bool = False, stream_cls: Any = None
    ) -> Any:
        """Make a request, as the client's own method does."""
        session = open_session(options, self.settings.options, self.settings.unsupported)
        if not isinstance(session, SolveSession):
            return await self._send(cast_to, session, stream=stream, stream_cls=stream_cls)
        started = time.perf_counter()
        parts = self._parts(session.response_flow(stream))
        body = await anext(parts) if stream else b"".join([part async for part in parts])
        seconds = time.perf_counter() - started
        response, options = make_response(self._client, options, body, parts if stream else None, seconds)
        return await self._client._process_response(
            cast_to=cast_to, options=options, response=response, stream=stream, stream_cls=stream_cls
        )

    async def _parts(self, flow: ResponseFlow) -> AsyncGenerator[bytes, None]:
        with closing(flow):
            step = resume(flow, None)
            while step is not None:
                if isinstance(step, bytes):
                    yield step
                    step = resume(flow, None)
                else:
                    step = resume(flow, await self.settings.tasks.map(self._make_call, step))

    async def _make_call(self, flow: CallFlow) -> CallResult:
        step = resume(flow, None)
        while not isinstance(step, CallResult):
            try:
                outcome = await self._perform(step)
            except Exception as error:
                outcome = error
            step = resume(flow, outcome)
        return step

    async def _perform(self, step: Any) -> Any:
        if isinstance(step, ExecuteRequest):
            return await arun_request(step)
        return await self._send(object, step)


T = TypeVar("T")
R = TypeVar("R")


class Threads:
    """Makes blocking calls in threads, at most `limit` at the same time over all callers.

    A call that waits for a server can't be interrupted. So the threads are daemons: at exit Python waits for
    the threads of `concurrent.futures`, and not for these. At Ctrl-C the caller returns at once, no further
    call begins, and each thread ends with its current call.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._free = threading.Semaphore(limit)

    def map(self, work: Callable[[T], R], items: Sequence[T]) -> list[R]:
        """Return the result of `work` for each item. A single item needs no thread: the caller does it."""
        if len(items) == 1:
            with self._free:
                return [work(items[0])]
        results: list[Future[R]] = [Future() for _ in items]
        waiting = deque(zip(items, results, strict=True))

        def worker() -> None:
            while waiting:
                with self._free:
                    try:
                        item, result = waiting.popleft()
                    except IndexError:
                        return
                    try:
                        result.set_result(work(item))
                    except BaseException as error:  # without it the caller would wait for ever
                        result.set_exception(error)

        for _ in range(min(self._limit, len(items))):
            # Calls see the caller's context variables, such as the current span of a tracing library.
            context = contextvars.copy_context()
            threading.Thread(target=context.run, args=(worker,), name="ses-openai", daemon=True).start()
        try:
            return [result.result() for result in results]
        finally:
            waiting.clear()


class Tasks:
    """Makes calls with asyncio, at most `limit` at the same time over all callers.

    Cancelling the caller cancels its calls and waits until they have ended.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._free: CapacityLimiter | None = None

    async def map(self, work: Callable[[T], Awaitable[R]], items: Sequence[T]) -> list[R]:
        """Return the result of `work`, which must not raise, for each item."""
        # A CapacityLimiter can't be made without an event loop, and a client can.
        free = self._free = self._free or CapacityLimiter(self._limit)
        results: dict[int, R] = {}

        async def run_one(number: int, item: T) -> None:
            async with free:
                results[number] = await work(item)

        async with create_task_group() as group:
            for number, item in enumerate(items):
                group.start_soon(run_one, number, item)
        return [results[number] for number in range(len(items))]
