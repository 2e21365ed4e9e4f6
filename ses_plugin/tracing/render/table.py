"""A trace as a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ses_plugin.tracing.trace import Change, Event, EventKind, Trace, stacks
from ses_plugin.types.program import Outcome

_WIDTH = 56
"""The most columns for the source text."""


def table(trace: Trace) -> str:
    """Return a row for each event: the line's number and text, what it changed, and what it printed.

    Calls and returns have rows of their own; what happens inside of a call is indented. Below the table is
    how the run ended, and where the trace was cut.
    """
    source = trace.lines
    rows = [row for event, stack in stacks(trace.events) for row in _rows(event, len(stack) - 1, source)]
    width = min(max((len(left) for _, left, _ in rows), default=0), _WIDTH)
    body = (f"{number:>5}  {_fitted(left, width)}  {right}".rstrip() for number, left, right in rows)
    return "\n".join([*body, *_end(trace)])


def format_changes(event: Event) -> str:
    """Return what an event changed, as assignments and deletions."""
    return ", ".join(map(_change, event.changes))


def _change(change: Change) -> str:
    return f"del {change.name}" if change.value is None else f"{change.name} = {change.value}"


def _outcome(event: Event) -> str:
    """Return how the condition of a line came out, and what the line changed."""
    truth = "" if event.truth is None else "true" if event.truth else "false"
    return ", ".join(filter(None, (truth, format_changes(event))))


def _statement(event: Event, text: str) -> str:
    """Return the text of a line; of one with several statements from that on which is executed."""
    if event.column is None:
        return text
    rest = text.encode()[event.column :].decode("utf-8", "replace")
    return text[: len(text) - len(text.lstrip())] + rest.lstrip()


def _rows(event: Event, depth: int, source: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the number, the left and the right column of an event's rows."""
    inner = "  " * depth
    text = source[event.line - 1].rstrip() if 0 < event.line <= len(source) else ""
    match event.kind:
        case EventKind.CALL if event.function == "<module>":
            pass
        case EventKind.CALL:
            verb = "goes on with" if event.resumed else "calls"
            yield "", f"{inner}→ {verb} {event.function}", format_changes(event)
        case EventKind.LINE:
            yield str(event.line), inner + _statement(event, text), _outcome(event)
        case EventKind.RETURN if event.function == "<module>":
            pass
        case EventKind.RETURN:
            yield (
                "",
                f"{inner}← {event.function} {'yields' if event.yielded else 'returns'}",
                event.value or "",
            )
        case EventKind.EXCEPTION:
            yield str(event.line), f"{inner}✗ {event.value}", ""
    if event.printed:
        for line in event.printed.removesuffix("\n").split("\n"):
            yield "", f"{inner}» {line}", ""


def _fitted(text: str, width: int) -> str:
    if text.lstrip().startswith(("»", "✗")):  # shown in full
        return text
    return text.ljust(width) if len(text) <= width else text[: width - 1] + "…"


def _end(trace: Trace) -> Iterable[str]:
    yield ""
    if trace.truncated:
        yield f"The trace ends {trace.truncated}; the program ran on."
    if trace.value is not None:
        yield f"It returned {trace.value}"
    if trace.outcome is Outcome.OK:
        yield f"The program ended: {len(trace.events)} events."
    else:
        yield f"The program ended with {trace.outcome.value}: {trace.error} ({len(trace.events)} events)."
