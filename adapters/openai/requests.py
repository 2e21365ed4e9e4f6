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

from ses_plugin.adapters.openai.chat import Chat
from ses_plugin.adapters.openai.concurrency import Tasks, Threads
from ses_plugin.adapters.openai.endpoints import Call, Completion, Endpoint
from ses_plugin.adapters.openai.exchange import Done, Exchange, Wanted
from ses_plugin.adapters.openai.responses import Responses
from ses_plugin.adapters.openai.served import request_of, streamed, whole
from ses_plugin.adapters.openai.telling import joinable, told
from ses_plugin.chat.options import SolveOptions
from ses_plugin.chat.parameter_fallback import Attempt, UnsupportedParams, refusal_text
from ses_plugin.chat.request import Plain, own_options, passed_on, read_request
from ses_plugin.execution import shared
from ses_plugin.programs import Ran
from ses_plugin.strategies import Execute

ENDPOINTS: dict[str, Endpoint] = {"/chat/completions": Chat(), "/responses": Responses()}

_RAW = "x-stainless-raw-response"
"""The header by which the client marks requests whose caller wants the response as it came."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a wrapped client and its copies have in common."""

    options: SolveOptions
    concurrency: int
    threads: Threads
    tasks: Tasks
    unsupported: UnsupportedParams = field(default_factory=UnsupportedParams)


def exchange_of(options: Any, settings: Settings) -> Exchange | Plain | None:
    """Return what a request leads to: an exchange, the plain model, or None where nothing is ours.

    Raises UsageError for options that can't be.
    """
    endpoint = ENDPOINTS.get(options.url)
    if endpoint is None or options.method.lower() != "post" or not isinstance(options.json_data, Mapping):
        return None
    body = {**options.json_data, **(options.extra_json or {})}
    chat = endpoint.chat(body)
    if isinstance(chat, Plain):
        own_options(body, settings.options)
        return chat
    posed = read_request(chat, settings.options)
    return posed if isinstance(posed, Plain) else Exchange(endpoint, passed_on(body), posed)


class SyncRequests:
    """The `request` of an `OpenAI` client, in the place of `send`, its own."""

    def __init__(self, client: Any, send: Callable[..., Any], settings: Settings) -> None:
        self._client, self._send, self.settings = client, send, settings

    def __call__(self, cast_to: Any, options: Any, *, stream: bool = False, stream_cls: Any = None) -> Any:
        """Make a request."""
        exchange = exchange_of(options, self.settings)
        if not isinstance(exchange, Exchange):
            sent = options if exchange is None else told(options, exchange)
            return self._send(cast_to, sent, stream=stream, stream_cls=stream_cls)
        started, request = time.perf_counter(), request_of(self._client, options)
        lines = self._rounds(exchange, options)
        if stream:
            first = next(lines, "")  # before anything is returned: if no call works, it is told here
            if exchange.answer is not None:
                exchange.final()
            parts = _parts(exchange, first, lines)
            response = streamed(self._client, parts, request, time.perf_counter() - started)
        else:
            for _ in lines:
                pass
            row = exchange.endpoint.answer(exchange.final())
            response = whole(self._client, row, request, time.perf_counter() - started)
        return self._client._process_response(
            cast_to=cast_to,
            options=joinable(options) if stream else options,
            response=response,
            stream=stream,
            stream_cls=stream_cls,
        )

    def _rounds(self, exchange: Exchange, options: Any) -> Generator[str, None, None]:
        with closing(exchange):
            while exchange.answer is None:
                work = partial(self._done, exchange, options)
                yield exchange.took(self.settings.threads.map(work, exchange.wanted))

    def _done(self, exchange: Exchange, options: Any, wanted: Wanted) -> Done:
        started = time.perf_counter()
        try:
            if isinstance(wanted, Execute):
                return _done(shared().run(wanted.program, wanted.text, wanted.limits, scale=True), started)
            return _done(self._complete(exchange, options, wanted), started)
        except Exception as error:
            return _done(error, started)

    def _complete(self, exchange: Exchange, options: Any, call: Call) -> Completion:
        attempt = _attempt(exchange, call, self.settings)
        while True:
            try:
                row = self._send(object, _inner(options, attempt.request))
            except openai.APIStatusError as error:
                if not attempt.refused(error.status_code, refusal_text(error)):
                    raise
            else:
                attempt.accepted()
                return exchange.endpoint.read(row)


class AsyncRequests:
    """The `request` of an `AsyncOpenAI` client, in the place of `send`, its own."""

    def __init__(self, client: Any, send: Callable[..., Awaitable[Any]], settings: Settings) -> None:
        self._client, self._send, self.settings = client, send, settings

    async def __call__(
        self, cast_to: Any, options: Any, *, stream: bool = False, stream_cls: Any = None
    ) -> Any:
        """Make a request."""
        exchange = exchange_of(options, self.settings)
        if not isinstance(exchange, Exchange):
            sent = options if exchange is None else told(options, exchange)
            return await self._send(cast_to, sent, stream=stream, stream_cls=stream_cls)
        started, request = time.perf_counter(), request_of(self._client, options)
        lines = self._rounds(exchange, options)
        if stream:
            first = await anext(lines, "")  # as above
            if exchange.answer is not None:
                exchange.final()
            parts = _aparts(exchange, first, lines)
            response = streamed(self._client, parts, request, time.perf_counter() - started)
        else:
            async for _ in lines:
                pass
            row = exchange.endpoint.answer(exchange.final())
            response = whole(self._client, row, request, time.perf_counter() - started)
        return await self._client._process_response(
            cast_to=cast_to,
            options=joinable(options) if stream else options,
            response=response,
            stream=stream,
            stream_cls=stream_cls,
        )

    async def _rounds(self, exchange: Exchange, options: Any) -> AsyncGenerator[str, None]:
        with closing(exchange):
            while exchange.answer is None:
                work = partial(self._done, exchange, options)
                yield exchange.took(await self.settings.tasks.map(work, exchange.wanted))

    async def _done(self, exchange: Exchange, options: Any, wanted: Wanted) -> Done:
        started = time.perf_counter()
        try:
            if isinstance(wanted, Execute):
                return _done(
                    await shared().arun(wanted.program, wanted.text, wanted.limits, scale=True), started
                )
            return _done(await self._complete(exchange, options, wanted), started)
        except Exception as error:
            return _done(error, started)

    async def _complete(self, exchange: Exchange, options: Any, call: Call) -> Completion:
        attempt = _attempt(exchange, call, self.settings)
        while True:
            try:
                row = await self._send(object, _inner(options, attempt.request))
            except openai.APIStatusError as error:
                if not attempt.refused(error.status_code, refusal_text(error)):
                    raise
            else:
                attempt.accepted()
                return exchange.endpoint.read(row)


def _attempt(exchange: Exchange, call: Call, settings: Settings) -> Attempt:
    asked = exchange.endpoint.asked(exchange.body, call)
    return settings.unsupported.attempt(call.model, asked, exchange.requested.ours(asked))


def _done(result: Completion | Ran | Exception, started: float) -> Done:
    return Done(result, time.perf_counter() - started)


def _inner(options: Any, asked: Mapping[str, Any]) -> Any:
    """Return the options of one call: the caller's headers, query, time-out and retries, but our request."""
    inner = copy(options)
    inner.json_data, inner.extra_json = asked, None
    inner.post_parser = openai.NOT_GIVEN
    if isinstance(options.headers, Mapping):
        inner.headers = {name: value for name, value in options.headers.items() if name.lower() != _RAW}
    return inner


def _parts(exchange: Exchange, first: str, lines: Generator[str, None, None]) -> Generator[bytes, None, None]:
    """Yield a streamed answer as it is sent; `first` is the line of the first round."""
    encoded, events = exchange.endpoint.encoded, exchange.endpoint.events(exchange.body)
    with closing(lines):
        yield from map(encoded, events.begin())
        yield from map(encoded, events.progress(first))
        for line in lines:
            yield from map(encoded, events.progress(line))
        yield from map(encoded, events.end(exchange.final()))
        yield exchange.endpoint.last()


async def _aparts(
    exchange: Exchange, first: str, lines: AsyncGenerator[str, None]
) -> AsyncGenerator[bytes, None]:
    encoded, events = exchange.endpoint.encoded, exchange.endpoint.events(exchange.body)
    try:
        for event in (*events.begin(), *events.progress(first)):
            yield encoded(event)
        async for line in lines:
            for event in events.progress(line):
                yield encoded(event)
        for event in events.end(exchange.final()):
            yield encoded(event)
        yield exchange.endpoint.last()
    finally:
        await lines.aclose()
