from __future__ import annotations

import io
import time

import pytest
from rich.console import Console

from ses_plugin.cli.progress import ProgressDisplay
from ses_plugin.usage import Usage, UsageTracker


def progress(terminal: bool) -> tuple[ProgressDisplay, io.StringIO]:
    shown, out = ProgressDisplay(), io.StringIO()
    shown.console = Console(file=out, force_terminal=terminal, width=100)
    return shown, out


def tracker() -> UsageTracker:
    counts = UsageTracker(rounds=1)
    counts.of("solve").requested = 4
    counts.of("solve").usage = Usage(1, 1, 10, 20, None, 3.0)
    return counts


@pytest.mark.parametrize("terminal", [True, False])
def test_a_line_shows_where_the_run_is(terminal: bool) -> None:
    shown, out = progress(terminal)
    with shown.loading("LiteLLM"):
        pass
    counts = tracker()
    with shown.show(lambda: counts):
        counts.of("solve").cache_hits = 1
        time.sleep(0.3)
        shown.print_round(counts)
    assert "loading LiteLLM" in out.getvalue()
    assert "round 1   solve 3/4   20 tokens written" in out.getvalue()
    assert ("\x1b" in out.getvalue()) == terminal
