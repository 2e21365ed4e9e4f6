"""Traces: the events of a run, their JSON form, and the stack of frames at each event."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from ses_plugin.errors import UsageError
from ses_plugin.types.program import Outcome
from ses_plugin.types.result_value import ResultValue, View

VERSION = 2
GLOBAL = "global "
"""What stands before the name of a module's variable that a line of a function has changed."""


class EventKind(StrEnum):
    """What an event is about."""

    CALL = "call"
    LINE = "line"
    RETURN = "return"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Change:
    """A variable and the text of its new value; None says that the name is gone.

    What changes inside an object, an element or an attribute, is a change of each variable that holds it.
    A variable of the module that was changed by a line of a function has a `name` that begins with GLOBAL.
    """

    name: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a run.

    CALL: a frame is entered; `changes` are its variables, the arguments. `resumed`: a generator goes on; they
    are what has changed since, and what the rest of the line that it was left in does.
    LINE: a line was executed; `changes` are what it did to the variables of its frame.
    RETURN: a frame is left with a `value` (`yielded`: a generator or coroutine that may go on).
    EXCEPTION: `value`, an exception as the last line of its traceback, was raised in, or came through, this
    line. A frame that it leaves has no RETURN: its last event has `leaves`. What catches it may be no frame
    of the program's: `hasattr`, `next` with a default, the protocol of `list` or `in`.

    `frame` numbers the frames by their first entry; 0 is the module. `function` is a qualified name, or
    "<module>". `printed` is what was written to standard output before the next event of any kind. `column`
    is that of the statement, counted from 0, in a line where several begin. `truth` is how the condition of
    the line came out (`if`, `while`, `assert`, a guard).
    """

    kind: EventKind
    frame: int
    function: str
    line: int
    changes: tuple[Change, ...] = ()
    printed: str = ""
    value: str | None = None
    yielded: bool = False
    resumed: bool = False
    leaves: bool = False
    column: int | None = None
    truth: bool | None = None


class ProbeKind(StrEnum):
    """What a probe says."""

    STATEMENT = "S"
    VALUE = "V"
    TEST = "T"
    ITEM = "I"
    EXHAUSTED = "X"
    ELEMENT = "A"
    PRINTED = "P"


@dataclass(frozen=True, slots=True)
class Probe:
    """What one place of the program says of itself (`instrumentation`), after the first `at` events.

    `node` numbers the nodes of its tree. `value` is the text of a value, `truth` how a condition came out,
    `names` the texts of the values of the names in it, "" if they have no short one. PRINTED: the `value` is
    what was written to standard output since the event or probe before.
    """

    at: int
    kind: ProbeKind
    node: int
    value: str = ""
    truth: bool | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Trace(ResultValue):
    """What happened in one run.

    `input` is the standard input, or the text between the parentheses of a call of `entry_point`. `error` is
    the last line of the traceback, or why the run was stopped, or "". `truncated` is "" if the trace is
    whole, else where and why it ends before the run did ("after 10000 events"). `value` is the literal that a
    function returned, in full. `probes` are what the expressions and statements said of themselves, in their
    order between the events.
    """

    SCHEMA: ClassVar[str] = "ses.trace"
    SCHEMA_VERSION: ClassVar[int] = VERSION

    source: str
    input: str
    events: tuple[Event, ...]
    stdout: str
    outcome: Outcome
    error: str = ""
    truncated: str = ""
    entry_point: str | None = None
    value: str | None = None
    version: int = VERSION
    probes: tuple[Probe, ...] = ()

    @property
    def output(self) -> str:
        """What a prediction of this run has to be: the value returned, else what was printed."""
        return self.stdout if self.value is None else self.value

    @property
    def lines(self) -> list[str]:
        """The lines of the source, as the interpreter counts them: `str.splitlines` knows more line ends."""
        return self.source.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def to_json(self) -> str:
        """Return the trace as one JSON object, in one line."""
        return json.dumps({"version": self.version, **self._to_row()})

    @classmethod
    def from_json(cls, text: str) -> Trace:
        """Return the trace that `to_json` wrote. Raises UsageError if `text` is no trace of this version."""
        try:
            said = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"not the JSON of a trace: {error}") from None
        version = said.get("version") if isinstance(said, dict) else None
        if version != VERSION:
            raise UsageError(
                f"a trace of version {version!r} can't be read; this SES reads version {VERSION}"
            )
        return _read_row(said)

    def to_dict(self) -> dict[str, Any]:
        """Return the trace as plain data: what `to_json` writes, and the name of the schema."""
        return {"schema": self.SCHEMA, "version": self.version, **self._to_row()}

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Trace:
        """Return the trace that `to_dict` made `row` from. Raises UsageError if it is no such row."""
        return _read_row(cls.open_schema(row))

    def _to_row(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "input": self.input,
            "entry_point": self.entry_point,
            "outcome": self.outcome.value,
            "error": self.error,
            "truncated": self.truncated,
            "stdout": self.stdout,
            "value": self.value,
            "events": [_as_dict(event) for event in self.events],
            "probes": [[p.at, p.kind.value, p.node, p.value, p.truth, *p.names] for p in self.probes],
        }

    def _view(self) -> View:
        from ses_plugin.tracing.render.table import table  # which is about traces

        facts: dict[str, object] = {"outcome": self.outcome, "events": len(self.events)}
        if self.error:
            facts["error"] = self.error
        facts["stdout" if self.value is None else "value"] = self.output
        lines = (f"The trace ends {self.truncated}; the program ran on.",) if self.truncated else ()
        return View(facts, lines, {"steps": table(self)})


def _read_row(row: dict[str, Any]) -> Trace:
    try:
        return _from_dict(row)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"not the JSON of a trace: {type(error).__name__}: {error}") from None


def stacks(events: Iterable[Event]) -> Iterator[tuple[Event, tuple[int, ...]]]:
    """Yield each event with the numbers of the frames that are there, its own the last.

    A frame is gone after its RETURN, or after the event by which an exception leaves it.
    """
    stack: tuple[int, ...] = ()
    for event in events:
        if event.kind is EventKind.CALL or event.frame not in stack:
            stack = (*stack, event.frame)
        else:
            stack = stack[: stack.index(event.frame) + 1]
        yield event, stack
        if event.kind is EventKind.RETURN or event.leaves:
            stack = stack[:-1]


def _as_dict(event: Event) -> dict[str, Any]:
    """Return the event without what is empty, as most of it mostly is."""
    said: dict[str, Any] = {"kind": event.kind.value, "frame": event.frame}
    said.update(function=event.function, line=event.line)
    if event.changes:
        said["changes"] = [[change.name, change.value] for change in event.changes]
    for name in ("printed", "value", "yielded", "resumed", "leaves", "column", "truth"):
        if getattr(event, name) not in ("", None, False) or (
            name in ("value", "column", "truth") and getattr(event, name) is not None
        ):
            said[name] = getattr(event, name)
    return said


def _from_dict(said: dict[str, Any]) -> Trace:
    return Trace(
        source=_text(said["source"]),
        input=_text(said["input"]),
        events=tuple(_event(event) for event in said["events"]),
        stdout=_text(said["stdout"]),
        outcome=Outcome(said["outcome"]),
        error=_text(said["error"]),
        truncated=_text(said["truncated"]),
        entry_point=_text_or_none(said["entry_point"]),
        value=_text_or_none(said["value"]),
        probes=tuple(_probe(*probe) for probe in said["probes"]),
    )


def _probe(at: Any, kind: Any, node: Any, value: Any, truth: Any, *names: Any) -> Probe:
    said = truth if truth is None else truth is True
    return Probe(_number(at), ProbeKind(kind), _number(node), _text(value), said, tuple(map(_text, names)))


def _event(said: dict[str, Any]) -> Event:
    return Event(
        kind=EventKind(said["kind"]),
        frame=_number(said["frame"]),
        function=_text(said["function"]),
        line=_number(said["line"]),
        changes=tuple(Change(_text(name), _text_or_none(value)) for name, value in said.get("changes", ())),
        printed=_text(said.get("printed", "")),
        value=_text_or_none(said.get("value")),
        yielded=said.get("yielded", False) is True,
        resumed=said.get("resumed", False) is True,
        leaves=said.get("leaves", False) is True,
        column=None if said.get("column") is None else _number(said["column"]),
        truth=None if said.get("truth") is None else said["truth"] is True,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text was expected, not {value!r:.50}")
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _number(value: object) -> int:
    if type(value) is not int:
        raise TypeError(f"a whole number was expected, not {value!r:.50}")
    return value
