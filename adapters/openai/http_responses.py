"""Our answers as HTTP responses, as the client reads a server's, and our report in the answers of others.

The library for HTTP is the client's own: httpx, and with openai 3 httpx2, or still httpx where a client was
given one of its clients.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Mapping
from copy import copy
from datetime import timedelta
from functools import cache
from typing import Any

import openai
from openai.types.chat import ChatCompletionChunk

from ses_plugin.adapters.openai.endpoints import JSONObject
from ses_plugin.service.report import FIELD, passthrough_report
from ses_plugin.service.request import Passthrough, strip_ses_options

_LIBRARIES = ("httpx", "httpx2")

Parts = Generator[bytes, None, None] | AsyncGenerator[bytes, None]


def http_library(client: Any) -> Any:
    """Return the library by which an OpenAI client speaks HTTP.

    The kind of its HTTP client tells; that of its address, if another object replaces it.
    """
    for kind in (*type(client._client).__mro__, *type(client.base_url).__mro__):
        library = kind.__module__.partition(".")[0]
        if library in _LIBRARIES:
            return sys.modules[library]
    raise TypeError(f"{client!r} speaks HTTP by neither of {', '.join(_LIBRARIES)}")


def unsent_request(client: Any, options: Any) -> Any:
    """Return a request of the client that was never sent."""
    headers = options.headers if isinstance(options.headers, Mapping) else {}
    told = {name: value for name, value in headers.items() if isinstance(value, str)}
    url = f"{str(client.base_url).rstrip('/')}{options.url}"
    return http_library(client).Request("POST", url, headers=told)


def json_response(client: Any, row: JSONObject, request: Any, seconds: float) -> Any:
    """Return a response with a JSON object, which took so long."""
    response = http_library(client).Response(
        200,
        headers={"content-type": "application/json"},
        content=json.dumps(row).encode(),
        request=request,
    )
    response.elapsed = timedelta(seconds=seconds)
    return response


def event_stream_response(client: Any, parts: Parts, request: Any, seconds: float) -> Any:
    """Return a response of server-sent events, which began after so long. Closing it ends their making."""
    http = http_library(client)
    of_sync, of_async = _bodies(http)
    body = of_sync(parts) if isinstance(parts, Generator) else of_async(parts)
    headers = {"content-type": "text/event-stream; charset=utf-8"}
    response = http.Response(200, headers=headers, stream=body, request=request)
    response.elapsed = timedelta(seconds=seconds)
    return response


@cache
def _bodies(http: Any) -> tuple[Any, Any]:
    """Return the kinds of bodies, for either kind of client, that are made as they are read."""

    class Body(http.SyncByteStream):  # type: ignore[misc]  # known when it runs
        def __init__(self, parts: Generator[bytes, None, None]) -> None:
            self._parts = parts

        def __iter__(self) -> Iterator[bytes]:
            return self._parts

        def close(self) -> None:
            self._parts.close()

    class AsyncBody(http.AsyncByteStream):  # type: ignore[misc]
        def __init__(self, parts: AsyncGenerator[bytes, None]) -> None:
            self._parts = parts

        def __aiter__(self) -> AsyncIterator[bytes]:
            return self._parts

        async def aclose(self) -> None:
            await self._parts.aclose()

    return Body, AsyncBody


Change = Callable[[Any], Any]
"""What is done to an answer, or to each chunk of a streamed one."""


def attach_report(options: Any, plain: Passthrough) -> Any:
    """Return a request without anything of ours, whose answer, or each chunk of it, will have our field."""
    report = passthrough_report(plain)

    def with_report(parsed: Any) -> Any:
        if isinstance(parsed, openai.BaseModel):
            setattr(parsed, FIELD, report)
        return parsed

    sent = _changing(options, with_report)
    if options.extra_json is not None:
        sent.extra_json = strip_ses_options(options.extra_json)
    return sent


def joinable(options: Any) -> Any:
    """Return a request whose streamed chat completion, put together by the client, will have our field.

    The client (`.stream()`, `ChatCompletionStreamState`) takes fields that it does not know from the first
    chunk only. Ours is known with the last one. So the first one gives it a dictionary to be filled then.
    """
    report: dict[str, Any] | None = None

    def joining(chunk: Any) -> Any:
        nonlocal report
        if not isinstance(chunk, ChatCompletionChunk):
            return chunk
        if report is None:
            report = {}
            return _first(chunk, report)
        report |= (chunk.model_extra or {}).get(FIELD) or {}
        return chunk

    return _changing(options, joining)


def _first(chunk: ChatCompletionChunk, report: dict[str, Any]) -> ChatCompletionChunk:
    class First(ChatCompletionChunk):  # type: ignore[misc]  # mypy does not follow openai
        def to_dict(self, **how: Any) -> dict[str, object]:
            return {**super().to_dict(**how), FIELD: report}

    first: ChatCompletionChunk = First.construct(**chunk.to_dict())
    return first


def _changing(options: Any, change: Change) -> Any:
    """Return a request whose answer, or each chunk of it, is changed when the client has read it."""
    sent, read = copy(options), options.post_parser

    def read_and_changed(parsed: Any) -> Any:
        parsed = read(parsed) if callable(read) else parsed
        if isinstance(parsed, openai.Stream):
            parsed._iterator = map(change, parsed._iterator)
        elif isinstance(parsed, openai.AsyncStream):
            parsed._iterator = _each(change, parsed._iterator)
        return change(parsed)

    sent.post_parser = read_and_changed
    return sent


async def _each(change: Change, chunks: AsyncIterator[Any]) -> AsyncIterator[Any]:
    async for chunk in chunks:
        yield change(chunk)
