"""A limit on the calls that run at a time, shared by all callers."""

from __future__ import annotations

import contextvars
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from typing import TypeVar

from anyio import CapacityLimiter, create_task_group

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
