"""Execution traces that a model wrote as events: CWM's frames, and scratchpads.

Both are formats of `ses_plugin.tracing.render`; what can't be read of them is left out, and nothing raises.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ses_plugin.narration.explanation_reader import split
from ses_plugin.tracing.trace import EventKind

MOST_EVENTS = 20_000
_FRAME_KINDS = {
    "call_sep": EventKind.CALL,
    "line_sep": EventKind.LINE,
    "return_sep": EventKind.RETURN,
    "exception_sep": EventKind.EXCEPTION,
}
_FRAME = re.compile(r"<\|(call_sep|line_sep|return_sep|exception_sep)\|>")
_ROW = re.compile(r"[ \t]*\d{1,9} ?\| ?(?P<line>\d{1,9}) ?\|(?P<notes>.*)")
_CALL = re.compile(r"(?P<resume>resume )?(?P<name>[\w.<>]+)\((?P<given>.*)\)", re.DOTALL)
_SET = re.compile(r"(?P<name>[^=\s]+(?: [^=\s]+)?)=(?P<value>.*)", re.DOTALL)
_MOST_UNREAD = 0.5


@dataclass(frozen=True, slots=True)
class PredictedValue:
    """A value that a text predicts for an event, with its place: that of a name, "->", "!", "print", "if"."""

    name: str
    value: str | None
    start: int
    end: int


@dataclass(slots=True)
class PredictedEvent:
    """An event that a text predicts. `line` is its line or `source` its text; None what the text leaves out.

    `values` are variables: in a scratchpad those that the event changes, in a frame those that are there
    before it (`UNCHANGED`: the same as before). `other` is what else the text predicts of it.
    """

    kind: EventKind
    start: int
    end: int
    line: int | None = None
    source: str | None = None
    function: str | None = None
    values: list[PredictedValue] = field(default_factory=list)
    other: list[PredictedValue] = field(default_factory=list)


def has_frames(text: str) -> bool:
    """Return whether a text has frames of CWM."""
    return "<|action_sep|>" in text and _FRAME.search(text) is not None


def has_scratchpad(text: str) -> bool:
    """Return whether most lines of a text, up to its answer, are rows of a scratchpad."""
    lines = [line for line in _story(text).split("\n") if line.strip()]
    rows = sum(_ROW.fullmatch(line) is not None for line in lines)
    return rows >= 2 and rows >= _MOST_UNREAD * len(lines)


def _story(text: str) -> str:
    at = text.lower().rfind("<output>")
    return text if at < 0 else text[:at]


def read_frames(text: str) -> list[PredictedEvent]:
    """Return the events of CWM's frames, up to the first that is not whole."""
    out: list[PredictedEvent] = []
    for mark in _FRAME.finditer(text):
        end = text.find("<|frame_sep|>", mark.end())
        if end < 0 or len(out) >= MOST_EVENTS:
            break
        body = text[mark.end() : end]
        told, action, rest = body.partition("<|action_sep|>")
        if not action:
            break
        source, _, argument = rest.partition("<|arg_sep|>")
        event = PredictedEvent(_FRAME_KINDS[mark[1]], mark.start(), end, source=source.strip())
        event.values = [*_locals(told, mark.end())]
        if argument:
            at = mark.end() + body.rindex(argument)
            event.other.append(PredictedValue("->", _text(argument), at, at + len(argument)))
        out.append(event)
    return out


def _text(said: str) -> str | None:
    """Return a value in JSON; one that is no JSON as it is."""
    try:
        value = json.loads(said)
    except (ValueError, RecursionError):
        return said.strip()
    return value if value is None or isinstance(value, str) else said.strip()


def _locals(told: str, start: int) -> Iterator[PredictedValue]:
    try:
        values = json.loads(told) if told.strip() else {}
    except (ValueError, RecursionError):
        return
    if not isinstance(values, dict):
        return
    at = 0
    for name, value in values.items():
        key = json.dumps(name, ensure_ascii=False)
        found = told.find(f"{key}: ", at)
        at = max(at, found)
        text = value if isinstance(value, str) else json.dumps(value)
        size = len(key) + 2 + len(json.dumps(value, ensure_ascii=False))
        yield PredictedValue(name, text, start + at, min(start + at + size, start + len(told)))


def read_scratchpad(text: str) -> list[PredictedEvent]:
    """Return the events of a scratchpad's rows; other lines are passed over."""
    out: list[PredictedEvent] = []
    at = 0
    for line in _story(text).split("\n"):
        start, at = at, at + len(line) + 1
        row = _ROW.fullmatch(line)
        if row is None or len(out) >= MOST_EVENTS:
            continue
        event = PredictedEvent(EventKind.LINE, start, start + len(line), int(row["line"]))
        notes = row["notes"]
        offset = start + row.start("notes")
        for place, part in split(notes, {"; ": 0}):
            if part.strip():
                begin = offset + place + len(part) - len(part.lstrip())
                _note(event, part.strip(), begin)
        out.append(event)
    return out


def _note(event: PredictedEvent, part: str, start: int) -> None:
    end = start + len(part)
    if part in ("true", "false"):
        event.other.append(PredictedValue("if", part, start, end))
    elif part.startswith("print "):
        event.other.append(PredictedValue("print", part[len("print ") :], start, end))
    elif part.startswith("del "):
        event.values.append(PredictedValue(part[len("del ") :], None, start, end))
    elif part.startswith(("-> ", "yield ")):
        event.kind = EventKind.RETURN
        event.other.append(PredictedValue("->", part.partition(" ")[2], start, end))
    elif part.startswith("! "):
        event.kind = EventKind.EXCEPTION
        event.other.append(PredictedValue("!", part[2:], start, end))
    elif (call := _CALL.fullmatch(part)) and "=" not in part.partition("(")[0]:
        event.kind, event.function = EventKind.CALL, call["name"]
        for place, given in split(call["given"], {", ": 0}):
            name, _, value = given.partition("=")
            begin = start + call.start("given") + place
            if name.strip():
                event.values.append(PredictedValue(name.strip(), value, begin, begin + len(given)))
    elif assigned := _SET.fullmatch(part):
        event.values.append(PredictedValue(assigned["name"], assigned["value"], start, end))
