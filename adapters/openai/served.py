"""Answers of ours as HTTP responses, so that the client reads them as it reads a server's.

The library for HTTP is the client's own: httpx, and with openai 3 httpx2, or still httpx where a client was
given one of its clients.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Mapping
from datetime import timedelta
from functools import cache
from typing import Any

from ses_plugin.adapters.openai.endpoints import Row

_LIBRARIES = ("httpx", "httpx2")

Parts = Generator[bytes, None, None] | AsyncGenerator[bytes, None]


def http_library(client: Any) -> Any:
    """Return the library by which an OpenAI client speaks HTTP.

    The kind of its HTTP client tells; that of its address, if somebody has put something else in its place.
    """
    for kind in (*type(client._client).__mro__, *type(client.base_url).__mro__):
        library = kind.__module__.partition(".")[0]
        if library in _LIBRARIES:
            return sys.modules[library]
    raise TypeError(f"{client!r} speaks HTTP by neither of {', '.join(_LIBRARIES)}")


def request_of(client: Any, options: Any) -> Any:
    """Return a request of the client that was never sent."""
    headers = options.headers if isinstance(options.headers, Mapping) else {}
    told = {name: value for name, value in headers.items() if isinstance(value, str)}
    url = f"{str(client.base_url).rstrip('/')}{options.url}"
    return http_library(client).Request("POST", url, headers=told)


def whole(client: Any, row: Row, request: Any, seconds: float) -> Any:
    """Return a response with a JSON object, which took so long."""
    response = http_library(client).Response(
        200,
        headers={"content-type": "application/json"},
        content=json.dumps(row).encode(),
        request=request,
    )
    response.elapsed = timedelta(seconds=seconds)
    return response


def streamed(client: Any, parts: Parts, request: Any, seconds: float) -> Any:
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
