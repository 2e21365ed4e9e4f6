"""Many flows on one asyncio backend, in a thread beside other work."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import ExitStack
from typing import Self, TypeVar

from ses_plugin.drivers.runners import AsyncBackend, arun
from ses_plugin.errors import MissingDependency
from ses_plugin.strategies.flow import Flow

T = TypeVar("T")


class BackgroundRunner:
    """Drives flows with `backend` in its own thread while the context lasts; its end cancels them.

    Raises MissingDependency without anyio.

    Example:
        with BackgroundRunner(backend) as runner:
            futures = [runner.start(flow) for flow in flows]
            results = [future.result() for future in futures]
    """

    def __init__(self, backend: AsyncBackend) -> None:
        try:
            from anyio.from_thread import start_blocking_portal
        except ImportError as error:
            raise MissingDependency(
                f"calling a model beside other work needs anyio ({error}): pip install 'ses_plugin[litellm]'"
            ) from error
        self._backend = backend
        self._start = start_blocking_portal
        self._running = ExitStack()

    def start(self, flow: Flow[T]) -> Future[T]:
        """Start `flow`; the future has its result, or what the backend raised."""
        return self._portal.start_task_soon(arun, flow, self._backend)

    def __enter__(self) -> Self:
        self._portal = self._running.enter_context(self._start())
        # By itself, the portal would wait for its tasks.
        self._running.callback(self._portal.call, self._portal.stop, True)
        return self

    def __exit__(self, *error: object) -> None:
        self._running.close()
