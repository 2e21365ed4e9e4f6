"""The one method through which a client of OpenAI's makes all requests, with strategies behind two endpoints.

Everything else of the client stays as it is: `create`, `parse`, `stream`, raw and streamed responses end in
`request`, and what comes out of it is read by the client itself.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
from contextlib import closing
from copy import copy
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import openai

from ses_plugin.adapters.openai.chat import ChatCompletionsEndpoint
from ses_plugin.adapters.openai.concurrency import Tasks, Threads
from ses_plugin.adapters.openai.endpoints import Endpoint, ModelCall, ServerCompletion
from ses_plugin.adapters.openai.http_responses import (
    attach_report,
    event_stream_response,
    joinable,
    json_response,
    unsent_request,
)
from ses_plugin.adapters.openai.responses import ResponsesEndpoint
from ses_plugin.adapters.openai.solve_session import CallResult, PendingCall, SolveSession
from ses_plugin.execution import shared_sandbox
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.parameter_fallback import Attempt, UnsupportedParams, refusal_text
from ses_plugin.service.request import Passthrough, parse_request, parse_ses_options, strip_ses_options
from ses_plugin.strategies import ExecuteRequest
from ses_plugin.types.program import ExecutionResult

ENDPOINTS: dict[str, Endpoint] = {
    "/chat/completions": ChatCompletionsEndpoint(),
    "/responses": ResponsesEndpoint(),
}

_RAW = "x-stainless-raw-response"
"""The header by which the client marks requests whose caller wants the response as it came."""


@dataclass(frozen=True, slots=True)
class WrapSettings:
    """What a wrapped client and its copies have in common."""

    options: SolveOptions
    concurrency: int
    threads: Threads
    tasks: Tasks
    unsupported: UnsupportedParams = field(default_factory=UnsupportedParams)


def open_session(options: Any, settings: WrapSettings) -> SolveSession | Passthrough | None:
    """Return what a request leads to: an exchange, the plain model, or None where nothing is ours.

    Raises UsageError for invalid options.
    """
    endpoint = ENDPOINTS.get(options.url)
    if endpoint is None or options.method.lower() != "post" or not isinstance(options.json_data, Mapping):
        return None
    body = {**options.json_data, **(options.extra_json or {})}
    chat = endpoint.chat_body(body)
    if isinstance(chat, Passthrough):
        parse_ses_options(body, settings.options)
        return chat
    posed = parse_request(chat, settings.options)
    return posed if isinstance(posed, Passthrough) else SolveSession(endpoint, strip_ses_options(body), posed)


class SyncRequests:
    """The `request` of an `OpenAI` client, in the place of `send`, its own."""

    def __init__(self, client: Any, send: Callable[..., Any], settings: WrapSettings) -> None:
        self._client, self._send, self.settings = client, send, settings

    def __call__(self, cast_to: Any, options: Any, *, stream: bool = False, stream_cls: Any = None) -> Any:
        """Make a request."""
        exchange = open_session(options, self.settings)
        if not isinstance(exchange, SolveSession):
            sent = options if exchange is None else attach_report(options, exchange)
            return self._send(cast_to, sent, stream=stream, stream_cls=stream_cls)
        started, request = time.perf_counter(), unsent_request(self._client, options)
        lines = self._rounds(exchange, options)
        if stream:
            first = next(lines, "")  # before anything is returned: if no call works, it is told here
            if exchange.response is not None:
                exchange.final()
            parts = _parts(exchange, first, lines)
            response = event_stream_response(self._client, parts, request, time.perf_counter() - started)
        else:
            for _ in lines:
                pass
            row = exchange.endpoint.response_body(exchange.final())
            response = json_response(self._client, row, request, time.perf_counter() - started)
        return self._client._process_response(
            cast_to=cast_to,
            options=joinable(options) if stream else options,
            response=response,
            stream=stream,
            stream_cls=stream_cls,
        )

    def _rounds(self, exchange: SolveSession, options: Any) -> Generator[str, None, None]:
        with closing(exchange):
            while exchange.response is None:
                work = partial(self._done, exchange, options)
                yield exchange.receive(self.settings.threads.map(work, exchange.pending))

    def _done(self, exchange: SolveSession, options: Any, wanted: PendingCall) -> CallResult:
        started = time.perf_counter()
        try:
            if isinstance(wanted, ExecuteRequest):
                return _done(
                    shared_sandbox().run(wanted.program, wanted.input, wanted.limits, scale=True), started
                )
            return _done(self._complete(exchange, options, wanted), started)
        except Exception as error:
            return _done(error, started)

    def _complete(self, exchange: SolveSession, options: Any, call: ModelCall) -> ServerCompletion:
        attempt = _attempt(exchange, call, self.settings)
        while True:
            try:
                row = self._send(object, _inner(options, attempt.request))
            except openai.APIStatusError as error:
                if not attempt.refused(error.status_code, refusal_text(error)):
                    raise
            else:
                attempt.accepted()
                return exchange.endpoint.parse_response(row)


class AsyncRequests:
    """The `request` of an `AsyncOpenAI` client, in the place of `send`, its own."""

    def __init__(self, client: Any, send: Callable[..., Awaitable[Any]], settings: WrapSettings) -> None:
        self._client, self._send, self.settings = client, send, settings

    async def __call__(
        self, cast_to: Any, options: Any, *, stream: bool = False, stream_cls: Any = None
    ) -> Any:
        """Make a request."""
        exchange = open_session(options, self.settings)
        if not isinstance(exchange, SolveSession):
            sent = options if exchange is None else attach_report(options, exchange)
            return await self._send(cast_to, sent, stream=stream, stream_cls=stream_cls)
        started, request = time.perf_counter(), unsent_request(self._client, options)
        lines = self._rounds(exchange, options)
        if stream:
            first = await anext(lines, "")  # as above
            if exchange.response is not None:
                exchange.final()
            parts = _aparts(exchange, first, lines)
            response = event_stream_response(self._client, parts, request, time.perf_counter() - started)
        else:
            async for _ in lines:
                pass
            row = exchange.endpoint.response_body(exchange.final())
            response = json_response(self._client, row, request, time.perf_counter() - started)
        return await self._client._process_response(
            cast_to=cast_to,
            options=joinable(options) if stream else options,
            response=response,
            stream=stream,
            stream_cls=stream_cls,
        )

    async def _rounds(self, exchange: SolveSession, options: Any) -> AsyncGenerator[str, None]:
        with closing(exchange):
            while exchange.response is None:
                work = partial(self._done, exchange, options)
                yield exchange.receive(await self.settings.tasks.map(work, exchange.pending))

    async def _done(self, exchange: SolveSession, options: Any, wanted: PendingCall) -> CallResult:
        started = time.perf_counter()
        try:
            if isinstance(wanted, ExecuteRequest):
                return _done(
                    await shared_sandbox().arun(wanted.program, wanted.input, wanted.limits, scale=True),
                    started,
                )
            return _done(await self._complete(exchange, options, wanted), started)
        except Exception as error:
            return _done(error, started)

    async def _complete(self, exchange: SolveSession, options: Any, call: ModelCall) -> ServerCompletion:
        attempt = _attempt(exchange, call, self.settings)
        while True:
            try:
                row = await self._send(object, _inner(options, attempt.request))
            except openai.APIStatusError as error:
                if not attempt.refused(error.status_code, refusal_text(error)):
                    raise
            else:
                attempt.accepted()
                return exchange.endpoint.parse_response(row)


def _attempt(exchange: SolveSession, call: ModelCall, settings: WrapSettings) -> Attempt:
    asked = exchange.endpoint.call_body(exchange.body, call)
    return settings.unsupported.attempt(call.model, asked, exchange.requested.ours(asked))


def _done(result: ServerCompletion | ExecutionResult | Exception, started: float) -> CallResult:
    return CallResult(result, time.perf_counter() - started)


def _inner(options: Any, asked: Mapping[str, Any]) -> Any:
    """Return the options of one call: the caller's headers, query, time-out and retries, but our request."""
    inner = copy(options)
    inner.json_data, inner.extra_json = asked, None
    inner.post_parser = openai.NOT_GIVEN
    if isinstance(options.headers, Mapping):
        inner.headers = {name: value for name, value in options.headers.items() if name.lower() != _RAW}
    return inner


def _parts(
    exchange: SolveSession, first: str, lines: Generator[str, None, None]
) -> Generator[bytes, None, None]:
    """Yield a streamed answer as it is sent; `first` is the line of the first round."""
    encoded, events = exchange.endpoint.encode_event, exchange.endpoint.events(exchange.body)
    with closing(lines):
        yield from map(encoded, events.begin())
        yield from map(encoded, events.progress(first))
        for line in lines:
            yield from map(encoded, events.progress(line))
        yield from map(encoded, events.end(exchange.final()))
        yield exchange.endpoint.end_of_stream()


async def _aparts(
    exchange: SolveSession, first: str, lines: AsyncGenerator[str, None]
) -> AsyncGenerator[bytes, None]:
    encoded, events = exchange.endpoint.encode_event, exchange.endpoint.events(exchange.body)
    try:
        for event in (*events.begin(), *events.progress(first)):
            yield encoded(event)
        async for line in lines:
            for event in events.progress(line):
                yield encoded(event)
        for event in events.end(exchange.final()):
            yield encoded(event)
        yield exchange.endpoint.end_of_stream()
    finally:
        await lines.aclose()
