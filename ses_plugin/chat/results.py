"""A file with the results of many problems: a JSON line for each, added as soon as it is solved.

Lines say how they came about: a file holds results of one kind only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ses_plugin.chat.solved import Solved
from ses_plugin.drivers.appended import Appended
from ses_plugin.errors import UsageError
from ses_plugin.metrics.intervals import wilson_interval
from ses_plugin.metrics.ledger import Spent

_FIRST = fields(Solved)[0].name
_BEGINNING = re.compile(rb'\{"id": "(?:[^"\\]|\\.)*", "%b": ' % _FIRST.encode())
"""What a line begins with."""


@dataclass(slots=True)
class Tally:
    """A sum over results: `passed` of the `judged` are right on their private tests."""

    problems: int = 0
    programs: int = 0
    verified: int = 0
    judged: int = 0
    passed: int = 0
    took: Spent = field(default_factory=Spent)

    def add(self, row: Mapping[str, Any]) -> None:
        """Count a result in."""
        self.problems += 1
        self.programs += row["program"] is not None
        self.verified += row["verified"] is True
        if row["judged"] is not None:
            self.judged += 1
            self.passed += row["judged"]["passed"]
        self.took += Spent(**row["took"])

    @property
    def pass_at_1(self) -> tuple[float, float, float] | None:
        """The share of right programs among those judged, with its 95 % interval (Wilson)."""
        if not self.judged:
            return None
        share = self.passed / self.judged
        return (share, *wilson_interval(share, self.judged))


class Results:
    """The results in the file `path`, made with `settings`, which new ones are added to.

    `finished` has the ids of the problems in it. Raises UsageError if the file can't be used, has results of
    other settings, or another process is adding to it.
    """

    def __init__(self, path: Path, settings: Mapping[str, Any]) -> None:
        self.path = path
        self.tally = Tally()
        self.finished: set[str] = set()
        self._settings = dict(settings)
        self._lines = Appended(path, "--out", "a result", _BEGINNING, self._check)

    def add(self, row: Mapping[str, Any]) -> None:
        """Add a result: plain data with an `id`, and what `Tally` counts."""
        self._lines.add({**row, "settings": self._settings})
        self._count(row)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lines.close()

    def _check(self, row: Mapping[str, Any], where: str) -> None:
        settings = row["settings"]
        for name in {**settings, **self._settings}:
            there, here = settings.get(name), self._settings.get(name)
            if there != here:
                raise UsageError(
                    f"{where}: made with {name} = {there!r}, not {here!r}; "
                    "give another file, or the same options"
                )
        self._count(row)

    def _count(self, row: Mapping[str, Any]) -> None:
        self.tally.add(row)
        self.finished.add(row["id"])
