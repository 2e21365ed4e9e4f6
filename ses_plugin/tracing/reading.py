"""Turns the record of a run into events. The program could write there too: nothing in it is believed."""

from __future__ import annotations

from dataclasses import replace

from ses_plugin.tracing.trace import Change, Event, Kind

_KINDS = {"C": Kind.CALL, "L": Kind.LINE, "R": Kind.RETURN, "E": Kind.EXCEPTION}
DAMAGED = "the record was damaged by the program"


def events(record: str) -> tuple[tuple[Event, ...], str]:
    """Return the events in `record`, and where and why they end before the run did, or ""."""
    out: list[Event] = []
    last: dict[int, int] = {}
    for line in record.splitlines():
        kind, *fields = line.split("\t")
        try:
            if kind == "X":
                return tuple(out), fields[0]
            if kind == "P":
                out[-1] = replace(out[-1], printed=out[-1].printed + fields[0])
            else:
                _add(out, last, _KINDS[kind], fields)
        except (KeyError, ValueError, IndexError):
            return tuple(out), DAMAGED
    return tuple(out), ""


def _add(out: list[Event], last: dict[int, int], kind: Kind, fields: list[str]) -> None:
    frame, line = int(fields[0]), int(fields[1])
    rest = {Kind.CALL: 4, Kind.LINE: 2, Kind.RETURN: 4, Kind.EXCEPTION: 3}[kind]
    changes = tuple(_change(field) for field in fields[rest:])
    if kind is Kind.CALL:
        event = Event(kind, frame, fields[2], line, changes, resumed=fields[3] == "1")
    else:
        before = last[frame]
        if out[before].kind is Kind.LINE and changes:
            out[before] = replace(out[before], changes=out[before].changes + changes)
        value = fields[2] if kind is not Kind.LINE else None
        yielded = kind is Kind.RETURN and fields[3] == "1"
        event = Event(kind, frame, out[before].function, line, value=value, yielded=yielded)
    last[frame] = len(out)
    out.append(event)


def _change(field: str) -> Change:
    name, equals, text = field.partition("=")
    return Change(name, text if equals else None)
