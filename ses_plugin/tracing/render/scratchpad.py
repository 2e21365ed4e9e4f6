"""A trace as the notes that somebody would make who runs a program by hand."""

from __future__ import annotations

from ses_plugin.tracing.trace import Change, Event, Kind, Trace


def scratchpad(trace: Trace) -> str:
    """Return a row for each step, "step | line | what changed", in as few words as there can be.

    Rows of lines that change and print nothing are there too: which line comes next is what has to be found
    out. `f(a=1)` is a call, `-> 2` a return, `yield 2` a yield, `! KeyError: 'x'` an exception, `print 'x'`
    output, `del x` a deleted name.
    """
    rows = ["step | line | what changed"]
    for event in trace.events:
        if event.function == "<module>" and event.kind in (Kind.CALL, Kind.RETURN) and not event.printed:
            continue
        rows.append(f"{len(rows)} | {event.line} | {_noted(event)}".rstrip())
    if trace.cut:
        rows.append(f"(cut {trace.cut})")
    return "\n".join(rows)


def _noted(event: Event) -> str:
    notes = [_change(change) for change in event.changes]
    match event.kind:
        case Kind.CALL:
            notes = [f"{'resume ' if event.resumed else ''}{event.function}({', '.join(notes)})"]
        case Kind.RETURN:
            notes.append(f"{'yield' if event.yielded else '->'} {event.value}")
        case Kind.EXCEPTION:
            notes.append(f"! {event.value}")
    if event.printed:
        notes.append(f"print {event.printed!r}")
    return "; ".join(notes)


def _change(change: Change) -> str:
    return f"del {change.name}" if change.value is None else f"{change.name}={change.value}"
