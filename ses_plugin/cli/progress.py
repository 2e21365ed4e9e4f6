"""What a run is doing, on standard error: a live line on a terminal, else a line for each round."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from rich.console import Console
from rich.live import Live
from rich.text import Text

from ses_plugin.drivers.ledger import Ledger


class Progress:
    """Shows the progress of one command."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, markup=False, highlight=False)
        self._started = time.perf_counter()

    @contextmanager
    def loading(self, what: str) -> Iterator[None]:
        """Say that `what` is being loaded, which takes seconds."""
        if self.console.is_terminal:
            with self.console.status(f"loading {what} ..."):
                yield
        else:
            self.console.print(f"loading {what} ...")
            yield

    def of(self, ledger: Ledger) -> AbstractContextManager[object]:
        """Show what is in `ledger`, as it changes, while the context lasts."""
        self._started = time.perf_counter()
        if not self.console.is_terminal:
            return nullcontext()
        return Live(get_renderable=lambda: Text(self._line(ledger)), console=self.console, transient=True)

    def round_done(self, ledger: Ledger) -> None:
        """Say where the run is, if no live line does."""
        if not self.console.is_terminal:
            self.console.print(self._line(ledger))

    def _line(self, ledger: Ledger) -> str:
        parts = [f"round {ledger.rounds}"]
        for role, spent in ledger.roles.items():
            parts.append(f"{role} {spent.calls + spent.recorded + spent.failed}/{spent.asked}")
        tokens = sum(spent.tokens_out for spent in ledger.roles.values())
        return "   ".join(
            (*parts, f"{tokens} tokens written", f"{time.perf_counter() - self._started:.0f} s")
        )
