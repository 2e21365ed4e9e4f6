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
    """Blocking calls, in threads that block no caller.

    A call that waits for a server can't be interrupted. So the threads are daemons (those of
    `concurrent.futures` are waited for at exit): Ctrl-C is heeded at once, no further call begins, and each
    thread ends with the call that it is in.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._free = threading.Semaphore(limit)

    def map(self, work: Callable[[T], R], items: Sequence[T]) -> list[R]:
        """Return what `work` gives for each item. A single one is done by the caller's thread."""
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
                    except BaseException as error:  # the caller waits for each result
                        result.set_exception(error)

        for _ in range(min(self._limit, len(items))):
            # What callers have in context variables (a trace's span, say) counts in their calls too.
            context = contextvars.copy_context()
            threading.Thread(target=context.run, args=(worker,), name="ses-openai", daemon=True).start()
        try:
            return [result.result() for result in results]
        finally:
            waiting.clear()


class Tasks:
    """Calls with asyncio. Cancelling the caller cancels them, and waits until they have ended."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._free: CapacityLimiter | None = None

    async def map(self, work: Callable[[T], Awaitable[R]], items: Sequence[T]) -> list[R]:
        """Return what `work`, which raises nothing, gives for each item."""
        free = self._free = self._free or CapacityLimiter(self._limit)  # can't be made without an event loop
        results: dict[int, R] = {}

        async def one(number: int, item: T) -> None:
            async with free:
                results[number] = await work(item)

        async with create_task_group() as group:
            for number, item in enumerate(items):
                group.start_soon(one, number, item)
        return [results[number] for number in range(len(items))]
