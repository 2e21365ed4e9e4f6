"""Waiting for asynchronous work where there is no event loop to await it in, or one that is busy (Jupyter).

All callers share one loop in a thread of its own, so that connections stay open from one call to the next.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from collections.abc import AsyncGenerator, Coroutine, Iterator
from concurrent.futures import Future
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")

_END_S = 5.0
"""How long the end of the process waits for the loop's."""


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """Return what `work` returns. If the waiting is interrupted, the work is cancelled."""
    future = asyncio.run_coroutine_threadsafe(work, _loop(os.getpid()))
    try:
        return future.result()
    finally:
        future.cancel()  # nothing, if it is done


def stepped(items: AsyncGenerator[T, None]) -> Iterator[T]:
    """Yield what `items` yields; it is closed when nobody wants more."""
    end = object()

    async def step() -> T | object:
        return await anext(items, end)

    try:
        while (item := wait_for(step())) is not end:
            yield item  # type: ignore[misc]
    finally:
        if not _loop(os.getpid()).is_closed():  # at the end of the process it has closed them itself
            wait_for(items.aclose())


@cache
def _loop(process: int) -> asyncio.AbstractEventLoop:
    """Return the loop of this process: a fork has the object, but not the thread that runs it."""
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def live() -> None:
        over = asyncio.Event()
        started.set_result((asyncio.get_running_loop(), over))
        await over.wait()

    thread = threading.Thread(target=asyncio.run, args=(live(),), name="ses-litellm", daemon=True)
    thread.start()
    loop, over = started.result()

    def end() -> None:
        loop.call_soon_threadsafe(over.set)
        thread.join(_END_S)

    atexit.register(end)
    return loop
