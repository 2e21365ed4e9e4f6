from __future__ import annotations

import io
import time

import pytest
from rich.console import Console

from ses_plugin.cli.progress import Progress
from ses_plugin.usage.usage import Usage, UsageTracker


def progress(terminal: bool) -> tuple[Progress, io.StringIO]:
    shown, out = Progress(), io.StringIO()
    shown.console = Console(file=out, force_terminal=terminal, width=100)
    return shown, out


def traffic() -> UsageTracker:
    passing = UsageTracker(rounds=1)
    passing.of("solve").requested = 4
    passing.of("solve").usage = Usage(1, 1, 10, 20, None, 3.0)
    return passing


@pytest.mark.parametrize("terminal", [True, False])
def test_a_line_shows_where_the_run_is(terminal: bool) -> None:
    shown, out = progress(terminal)
    with shown.loading("LiteLLM"):
        pass
    passing = traffic()
    with shown.of(lambda: passing):
        passing.of("solve").cache_hits = 1
        time.sleep(0.3)
        shown.round_done(passing)
    assert "loading LiteLLM" in out.getvalue()
    assert "round 1   solve 3/4   20 tokens written" in out.getvalue()
    assert ("\x1b" in out.getvalue()) == terminal
