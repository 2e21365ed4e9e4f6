"""Turns the record of a run (`inside/recorder.py`) into events.

The program could write there too: what is no record of a run ends the trace, and says so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from ses_plugin.tracing.inside.recorder import HEAD
from ses_plugin.tracing.trace import Change, Event, EventKind, Probe, ProbeKind

DAMAGED = "where the program wrote into its record"


def read_events(record: bytes) -> tuple[tuple[Event, ...], tuple[Probe, ...], str]:
    """Return the events and probes in `record`, and where and why they end before the run did, or ""."""
    cut = record[:HEAD].rstrip(b"\0").decode("utf-8", "replace")
    steps = _Steps()
    try:
        for line in record[HEAD:].decode("utf-8").split("\n")[:-1]:
            steps.add(*line.split("\t"))
    except (ValueError, TypeError, IndexError, KeyError, RecursionError):
        cut = DAMAGED
    return tuple(step.event() for step in steps.all), tuple(steps.probes), cut


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
    leaves: bool = False
    column: int | None = None
    truth: bool | None = None

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
            self.leaves,
            self.column,
            self.truth,
        )


class _Steps:
    """The events so far."""

    def __init__(self) -> None:
        self.all: list[_Step] = []
        self.last: dict[int, _Step] = {}
        """Of each frame."""
        self.probes: list[Probe] = []
        self.stack: list[int] = []
        self.errors: dict[int, str] = {}
        """Of each frame the last exception that it has met."""

    def add(self, kind: str, *fields: str) -> None:
        """Add what one line of the record tells."""
        if kind in "SVTBIXA":
            self._probe(kind, *fields)
        elif kind == "L":
            line, _, column = fields[1].partition(":")
            step = self._follow(fields[0], fields[2:], EventKind.LINE, line)
            step.column = int(column) if column else None
        elif kind == "P":
            text = _text(fields[0])
            self.all[-1].printed += text
            self.probes.append(Probe(len(self.all), ProbeKind.PRINTED, 0, text))
        elif kind == "U":
            self._unwind(int(fields[0]), fields[1:])
        elif kind == "D":
            if int(fields[0]) in self.last:  # not at the very entry of a frame
                _change(self.last[int(fields[0])], fields[1:])
        elif kind == "R":
            step = self._follow(fields[0], fields[4:], EventKind.RETURN, fields[1])
            step.value, step.yielded = fields[2], fields[3] == "1"
            self._leave(step.frame)
        elif kind == "E":
            step = self._follow(fields[0], fields[3:], EventKind.EXCEPTION, fields[1])
            step.value = self.errors[step.frame] = _text(fields[2])
        elif kind == "C":
            frame, line, function, resumed, *changes = fields
            step = _Step(EventKind.CALL, int(frame), function, int(line), resumed=resumed == "1")
            self._append(step)
            _change(step, changes)
            self.stack.append(step.frame)
        else:
            raise ValueError(kind)

    def _follow(self, frame: str, changes: tuple[str, ...], kind: EventKind, line: str) -> _Step:
        """Add an event of a frame that has had one, the changes being what that did."""
        before = self.last[int(frame)]
        _change(before, changes)
        step = _Step(kind, before.frame, before.function, int(line))
        self._append(step)
        return step

    def _probe(self, kind: str, node: str, value: str = "", *more: str) -> None:
        """Add what a probe said; how a statement's condition came out is told of its line, too."""
        truth: bool | None = None
        if kind in "TB":
            truth, more = more[0] == "1", more[1:]
        if kind == "T" and self.stack:
            self.last[self.stack[-1]].truth = truth
        said = ProbeKind.TEST if kind == "B" else ProbeKind(kind)
        self.probes.append(Probe(len(self.all), said, int(node), value, truth, more))

    def _unwind(self, frame: int, changes: tuple[str, ...]) -> None:
        """Mark the exception that leaves a frame; one that a `finally` has held up comes once more."""
        last = self.last[frame]
        _change(last, changes)
        if self.all[-1] is not last or last.kind is not EventKind.EXCEPTION:
            text = self.errors.get(frame, "GeneratorExit")
            last = _Step(EventKind.EXCEPTION, frame, last.function, last.line, text)
            self._append(last)
        last.leaves = True
        self._leave(frame)

    def _leave(self, frame: int) -> None:
        if frame in self.stack:
            del self.stack[self.stack.index(frame) :]

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
