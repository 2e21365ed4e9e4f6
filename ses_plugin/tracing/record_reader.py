"""Turns the record of a run (`inside/recorder.py`) into events.

The program could write there too: what is no record of a run ends the trace, and says so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from ses_plugin.tracing.inside.recorder import HEAD
from ses_plugin.tracing.trace import Change, Event, EventKind

DAMAGED = "where the program wrote into its record"


def read_events(record: bytes) -> tuple[tuple[Event, ...], str]:
    """Return the events in `record`, and where and why they end before the run did, or ""."""
    cut = record[:HEAD].rstrip(b"\0").decode("utf-8", "replace")
    steps = _Steps()
    try:
        for line in record[HEAD:].decode("utf-8").split("\n")[:-1]:
            steps.add(*line.split("\t"))
    except (ValueError, TypeError, IndexError, KeyError, RecursionError):
        cut = DAMAGED
    return tuple(step.event() for step in steps.all), cut


@dataclass(slots=True)
class _Step:
    """An event, as far as it is known."""

    kind: EventKind
    frame: int
    function: str
    line: int
    value: str | None = None
    yielded: bool = False
    resumed: bool = False
    changes: list[Change] = field(default_factory=list)
    printed: str = ""

    def event(self) -> Event:
        return Event(
            self.kind,
            self.frame,
            self.function,
            self.line,
            tuple(self.changes),
            self.printed,
            self.value,
            self.yielded,
            self.resumed,
        )


class _Steps:
    """The events so far."""

    def __init__(self) -> None:
        self.all: list[_Step] = []
        self.last: dict[int, _Step] = {}
        """Of each frame."""

    def add(self, kind: str, *fields: str) -> None:
        """Add what one line of the record tells."""
        if kind == "L":
            self._follow(fields[0], fields[2:], EventKind.LINE, fields[1])
        elif kind == "P":
            self.all[-1].printed += _text(fields[0])
        elif kind == "D":
            if int(fields[0]) in self.last:  # not at the very entry of a frame
                _change(self.last[int(fields[0])], fields[1:])
        elif kind == "R":
            step = self._follow(fields[0], fields[4:], EventKind.RETURN, fields[1])
            step.value, step.yielded = fields[2], fields[3] == "1"
        elif kind == "E":
            step = self._follow(fields[0], fields[3:], EventKind.EXCEPTION, fields[1])
            step.value = _text(fields[2])
        elif kind == "C":
            frame, line, function, resumed, *changes = fields
            step = _Step(EventKind.CALL, int(frame), function, int(line), resumed=resumed == "1")
            self._append(step)
            _change(step, changes)
        else:
            raise ValueError(kind)

    def _follow(self, frame: str, changes: tuple[str, ...], kind: EventKind, line: str) -> _Step:
        """Add an event of a frame that has had one, the changes being what that did."""
        before = self.last[int(frame)]
        _change(before, changes)
        step = _Step(kind, before.frame, before.function, int(line))
        self._append(step)
        return step

    def _append(self, step: _Step) -> None:
        self.all.append(step)
        self.last[step.frame] = step


def _change(step: _Step, fields: tuple[str, ...] | list[str]) -> None:
    for change in fields:
        name, equals, text = change.partition("=")
        step.changes.append(Change(name, text if equals else None))


def _text(said: str) -> str:
    text = json.loads(said)
    if not isinstance(text, str):
        raise ValueError(said)
    return text
