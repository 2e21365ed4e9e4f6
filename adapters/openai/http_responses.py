"""Our answers as HTTP responses that the client reads like a server's, and our report in its parsed answers.

The HTTP library is the one that the client uses: httpx, and with openai 3 httpx2, or still httpx if the user
gave the client an HTTP client of that library.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Mapping
from copy import copy
from datetime import timedelta
from functools import cache
from itertools import chain
from typing import Any

import openai
from openai.types.chat import ChatCompletionChunk

from ses_plugin.service.request import FIELD, Passthrough, passthrough_report, strip_ses_options

_HTTP_LIBRARIES = ("httpx", "httpx2")

StreamParts = Generator[bytes, None, None] | AsyncGenerator[bytes, None]
"""The parts of a streamed body, in order."""


def http_library(client: Any) -> Any:
    """Return the HTTP library of an OpenAI client.

    Its HTTP client is an instance of the library's class. If the user replaced it by another kind of object,
    its base URL still is.
    """
    for kind in (*type(client._client).__mro__, *type(client.base_url).__mro__):
        library = kind.__module__.partition(".")[0]
        if library in _HTTP_LIBRARIES:
            return sys.modules[library]
    raise TypeError(f"{client!r} uses none of the HTTP libraries {', '.join(_HTTP_LIBRARIES)}")


def make_response(
    client: Any, options: Any, body: bytes, rest: StreamParts | None, seconds: float
) -> tuple[Any, Any]:
    """Return the HTTP response to a request of the client, and the options with which the client reads it.

    Args:
        client: The OpenAI client.
        options: The client's options of the request.
        body: The JSON of the answer, or the first part of an event stream.
        rest: The other parts of the event stream, None if `body` is JSON. Closing the response closes them.
        seconds: How long `body` took.
    """
    http = http_library(client)
    arguments: dict[str, Any] = {"content": body, "headers": {"content-type": "application/json"}}
    if rest is not None:
        sync_body, async_body = _body_types(http)
        arguments = {
            "stream": (sync_body if isinstance(rest, Generator) else async_body)(body, rest),
            "headers": {"content-type": "text/event-stream; charset=utf-8"},
        }
        options = _with_report_in_first_chunk(options)
    response = http.Response(200, request=_unsent_request(client, options), **arguments)
    response.elapsed = timedelta(seconds=seconds)
    return response, options


def _unsent_request(client: Any, options: Any) -> Any:
    """Return the user's request as an HTTP request. It belongs to our response and is never sent."""
    headers = options.headers if isinstance(options.headers, Mapping) else {}
    texts = {name: value for name, value in headers.items() if isinstance(value, str)}
    url = f"{str(client.base_url).rstrip('/')}{options.url}"
    return http_library(client).Request("POST", url, headers=texts)


@cache
def _body_types(http: Any) -> tuple[Any, Any]:
    """Return the types of streamed bodies, for sync and async clients, on the library's base classes."""

    class Body(http.SyncByteStream):  # type: ignore[misc]  # known at run time only
        def __init__(self, first: bytes, parts: Generator[bytes, None, None]) -> None:
            self._first, self._parts = first, parts

        def __iter__(self) -> Iterator[bytes]:
            return chain([self._first], self._parts)

        def close(self) -> None:
            self._parts.close()

    class AsyncBody(http.AsyncByteStream):  # type: ignore[misc]
        # No async generator around `parts`: a reader that stops early would leave it open.
        def __init__(self, first: bytes, parts: AsyncGenerator[bytes, None]) -> None:
            self._first: bytes | None = first
            self._parts = parts

        def __aiter__(self) -> AsyncIterator[bytes]:
            return self

        async def __anext__(self) -> bytes:
            first, self._first = self._first, None
            return await anext(self._parts) if first is None else first

        async def aclose(self) -> None:
            await self._parts.aclose()

    return Body, AsyncBody


Transform = Callable[[Any], Any]
"""A change of a parsed answer, or of each chunk of a streamed one."""


def with_passthrough_report(options: Any, passthrough: Passthrough) -> Any:
    """Return a request without our options, whose answer, or each chunk of it, will have our field."""
    report = passthrough_report(passthrough)

    def add_report(parsed: Any) -> Any:
        if isinstance(parsed, openai.BaseModel):
            setattr(parsed, FIELD, report)
        return parsed

    changed = _with_transform(options, add_report)
    if options.extra_json is not None:
        changed.extra_json = strip_ses_options(options.extra_json)
    return changed


def _with_report_in_first_chunk(options: Any) -> Any:
    """Return a streamed request for which the client's stream helpers keep our field.

    The helpers (`.stream()`, `ChatCompletionStreamState`) put the chunks of a chat completion together, and
    take fields that they do not know from the first chunk only. Our report is complete in the last chunk. So
    the first chunk gets a dictionary that the later ones fill.
    """
    report: dict[str, Any] | None = None

    def collect_report(chunk: Any) -> Any:
        nonlocal report
        if not isinstance(chunk, ChatCompletionChunk):
            return chunk
        if report is None:
            report = {}
            return _chunk_with_report(chunk, report)
        report |= (chunk.model_extra or {}).get(FIELD) or {}
        return chunk

    return _with_transform(options, collect_report)


def _chunk_with_report(chunk: ChatCompletionChunk, report: dict[str, Any]) -> ChatCompletionChunk:
    # The helpers read a chunk by `to_dict`. A field of the model itself would be copied, and stay empty.
    class ChunkWithReport(ChatCompletionChunk):  # type: ignore[misc]  # mypy does not follow openai
        def to_dict(self, **options: Any) -> dict[str, object]:
            return {**super().to_dict(**options), FIELD: report}

    changed: ChatCompletionChunk = ChunkWithReport.construct(**chunk.to_dict())
    return changed


def _with_transform(options: Any, transform: Transform) -> Any:
    """Return a request whose answer, or each chunk of it, is transformed after the client parsed it."""
    changed, parse = copy(options), options.post_parser

    def parse_and_transform(parsed: Any) -> Any:
        parsed = parse(parsed) if callable(parse) else parsed
        if isinstance(parsed, openai.Stream):
            parsed._iterator = map(transform, parsed._iterator)
        elif isinstance(parsed, openai.AsyncStream):
            parsed._iterator = _map_async(transform, parsed._iterator)
        return transform(parsed)

    changed.post_parser = parse_and_transform
    return changed


async def _map_async(transform: Transform, chunks: AsyncIterator[Any]) -> AsyncIterator[Any]:
    async for chunk in chunks:
        yield transform(chunk)
