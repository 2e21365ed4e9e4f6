"""A trace as the notes that somebody would make who runs a program by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ses_plugin.tracing.trace import Change, Event, EventKind, Trace

_HEAD = "step | line | what changed"


def scratchpad(trace: Trace) -> str:
    """Return a row for each step, "step | line | what changed", in as few words as there can be.

    Rows of lines that change and print nothing are there too: which line comes next is what has to be found
    out. `true` and `false` are how a condition came out, `f(a=1)` is a call, `-> 2` a return, `yield 2` a
    yield, `! KeyError: 'x'` an exception, `print 'x'` output, `del x` a deleted name.
    """
    return "\n".join([_HEAD, *(row for row, _ in _rows(trace)), *_end(trace)])


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A scratchpad, maybe without its middle: `left_out` are the first and last step of that, and all steps.

    `size` is the number of characters that the rows have together, those left out included.
    """

    text: str
    size: int
    left_out: tuple[int, int, int] | None = None


def make_excerpt(trace: Trace, most: int) -> Excerpt:
    """Return the scratchpad in at most `most` characters of rows: of a longer one the first and last rows.

    Two thirds are of the beginning, where what a program does is new. What the steps between print is told,
    and so is the value of a call where the row of its return has it shortened.
    """
    steps = list(_rows(trace))
    rows = [row for row, _ in steps]
    end = [*_whole_value(trace, rows), *_end(trace)]
    size = _size(rows)
    if size <= most:
        return Excerpt("\n".join([_HEAD, *rows, *end]), size)
    first = _fitting(rows, most * 2 // 3)
    after = len(rows) - _fitting(rows[::-1], most - _size(rows[:first]))
    printed = "".join(text for _, text in steps[first:after])
    also = f"; they print {printed!r}" if printed else ""
    gap = f"... (steps {first + 1} to {after} are left out{also})"
    text = "\n".join([_HEAD, *rows[:first], gap, *rows[after:], *end])
    return Excerpt(text, size, (first + 1, after, len(rows)))


def _whole_value(trace: Trace, rows: list[str]) -> list[str]:
    if trace.value is None or any(row.endswith(f"-> {trace.value}") for row in rows):
        return []
    return [f"(the value returned, in full: {trace.value})"]


def _fitting(rows: list[str], most: int) -> int:
    """Return how many of the first rows have at most `most` characters together."""
    total = 0
    for number, row in enumerate(rows):
        total += _size([row])
        if total > most:
            return number
    return len(rows)


def _size(rows: list[str]) -> int:
    return sum(map(len, rows)) + len(rows)


def _rows(trace: Trace) -> Iterator[tuple[str, str]]:
    """Yield each row, and what its step printed."""
    number = 0
    for event in trace.events:
        if (
            event.function == "<module>"
            and event.kind in (EventKind.CALL, EventKind.RETURN)
            and not event.printed
        ):
            continue
        number += 1
        yield f"{number} | {event.line} | {_noted(event)}".rstrip(), event.printed


def _end(trace: Trace) -> list[str]:
    return [f"(cut {trace.truncated})"] if trace.truncated else []


def _noted(event: Event) -> str:
    truth = [] if event.truth is None else ["true" if event.truth else "false"]
    notes = truth + [_change(change) for change in event.changes]
    match event.kind:
        case EventKind.CALL:
            notes = [f"{'resume ' if event.resumed else ''}{event.function}({', '.join(notes)})"]
        case EventKind.RETURN:
            notes.append(f"{'yield' if event.yielded else '->'} {event.value}")
        case EventKind.EXCEPTION:
            notes.append(f"! {event.value}")
    if event.printed:
        notes.append(f"print {event.printed!r}")
    return "; ".join(notes)


def _change(change: Change) -> str:
    return f"del {change.name}" if change.value is None else f"{change.name}={change.value}"
