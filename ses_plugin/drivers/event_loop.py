"""Asynchronous work for synchronous callers, on one event loop in a thread of its own.

The loop lives as long as the process, so that clients keep their connections from one call to the next. It
serves callers that have a loop of their own, as those in a notebook, like any others. The other way round,
`run_in_thread` does blocking work for asynchronous callers.
"""

from __future__ import annotations

import asyncio
import atexit
import contextvars
import os
import signal
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from ses_plugin.errors import UsageError

T = TypeVar("T")

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
