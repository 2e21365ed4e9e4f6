"""What a loader leaves out of a data set, in words: no row goes without one."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ses_plugin.types.problem import Problem

_LOG = logging.getLogger("ses_plugin")
_SHOWN = 10
"""So many are named; the others are counted."""


@dataclass(slots=True)
class Shortfall:
    """Rows of a file that are no problems here, with the reasons, and tests of others that can't be read."""

    path: Path
    rows: int = 0
    reasons: list[str] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)
    """How many tests are missing, by the problem's name."""

    def count_tests(self, problem: Problem) -> None:
        """Count the tests that `problem` has lost."""
        if problem.unread_tests:
            self.unread[problem.id] = problem.unread_tests

    def log(self) -> None:
        """Log what was left out, if anything was: it changes what a score means."""
        if self.reasons:
            count = len(self.reasons)
            _warn(f"{self.path}: {count} of {self.rows} rows are left out: {_some(self.reasons)}")
        if self.unread:
            named = [f"{name} ({count})" for name, count in self.unread.items()]
            count = sum(self.unread.values())
            _warn(
                f"{self.path}: {count} tests of {len(named)} problems can't be read and are left out: "
                f"{_some(named, ', ')}"
            )


@cache
def _warn(text: str) -> None:
    """Log a warning once: a file may be read several times, first of all to see whether it can be."""
    _LOG.warning("%s", text)


def _some(texts: list[str], between: str = "; ") -> str:
    more = len(texts) - _SHOWN
    return between.join(texts[:_SHOWN]) + (f"{between}and {more} more" if more > 0 else "")
