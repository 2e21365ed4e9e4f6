"""Progress of a run on standard error: a live line on a terminal, otherwise a line for each round."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from rich.live import Live
from rich.text import Text

from ses_plugin.cli.output import make_console
from ses_plugin.usage import UsageTracker

_MIN_SECONDS = 15
"""The least time between two lines on the progress of many problems."""


class ProgressDisplay:
    """Displays the progress of one command."""

    def __init__(self) -> None:
        self.console = make_console()
        self._started = self._last_line = time.perf_counter()
        self._head: Callable[[], str] | None = None

    @contextmanager
    def loading(self, what: str) -> Iterator[None]:
        """Show "loading `what` ..." while the context lasts."""
        if self.console.is_terminal:
            with self.console.status(f"loading {what} ..."):
                yield
        else:
            self.console.print(f"loading {what} ...")
            yield

    def show(
        self, tracker: Callable[[], UsageTracker], head: Callable[[], str] | None = None
    ) -> AbstractContextManager[object]:
        """Show a live line while the context lasts: `head` (by default the round), then the usage."""
        self._started = time.perf_counter()
        self._head = head
        if not self.console.is_terminal:
            return nullcontext()

        def line() -> Text:
            return Text(self._line(tracker()))

        return Live(get_renderable=line, console=self.console, transient=True)

    def print_round(self, tracker: UsageTracker) -> None:
        """Print a line, unless a live line is shown."""
        if not self.console.is_terminal:
            self._last_line = time.perf_counter()
            self.console.print(self._line(tracker))

    def print_if_due(self, tracker: Callable[[], UsageTracker]) -> None:
        """Print a line, unless a live line is shown or the last line is recent."""
        if time.perf_counter() - self._last_line > _MIN_SECONDS:
            self.print_round(tracker())

    def _line(self, tracker: UsageTracker) -> str:
        line = tracker.status_line(self._head() if self._head else None)
        return f"{line}   {time.perf_counter() - self._started:.0f} s"
