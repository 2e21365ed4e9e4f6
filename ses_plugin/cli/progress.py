"""The progress of a run on standard error: a live line on a terminal, else a line for each round."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from rich.live import Live
from rich.text import Text

from ses_plugin.cli.output import make_console
from ses_plugin.usage.usage import UsageTracker

_SECONDS = 15
"""Between two lines on the progress of many problems."""


class Progress:
    """Shows the progress of one command."""

    def __init__(self) -> None:
        self.console = make_console()
        self._started = self._told = time.perf_counter()
        self._what: Callable[[], str] | None = None

    @contextmanager
    def loading(self, what: str) -> Iterator[None]:
        """Say that `what` is being loaded, which takes seconds."""
        if self.console.is_terminal:
            with self.console.status(f"loading {what} ..."):
                yield
        else:
            self.console.print(f"loading {what} ...")
            yield

    def of(
        self, traffic: Callable[[], UsageTracker], what: Callable[[], str] | None = None
    ) -> AbstractContextManager[object]:
        """Show `traffic`, as it changes, while the context lasts, after `what`: by default the round."""
        self._started = time.perf_counter()
        self._what = what
        if not self.console.is_terminal:
            return nullcontext()

        def line() -> Text:
            return Text(self._line(traffic()))

        return Live(get_renderable=line, console=self.console, transient=True)

    def round_done(self, traffic: UsageTracker) -> None:
        """Say where the run is, if no live line does."""
        if not self.console.is_terminal:
            self._told = time.perf_counter()
            self.console.print(self._line(traffic))

    def now_and_then(self, traffic: Callable[[], UsageTracker]) -> None:
        """Say where the run is, if no live line does, and nothing was said for some seconds."""
        if time.perf_counter() - self._told > _SECONDS:
            self.round_done(traffic())

    def _line(self, traffic: UsageTracker) -> str:
        line = traffic.status_line(self._what() if self._what else None)
        return f"{line}   {time.perf_counter() - self._started:.0f} s"
