"""A trace as a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ses_plugin.tracing.render.conditions import Condition, read_conditions
from ses_plugin.tracing.trace import Change, Event, EventKind, Trace, stacks
from ses_plugin.types.program import Outcome

_WIDTH = 56
"""The most columns for the source text."""


def table(trace: Trace) -> str:
    """Return a row for each event: the line's number and text, what it changed, and what it printed.

    Rows are in the order of computation: what a line changes after calls has a row of its own, after them.
    Conditions stand there with the values that they had. Calls and returns have rows of their own; what
    happens inside of a call is indented. Below the table is how the run ended, and where the trace was cut.
    """
    rows = [*_Rows(trace).all()]
    width = min(max((len(left) for _, left, _ in rows), default=0), _WIDTH)
    body = (f"{number:>5}  {_fitted(left, width)}  {right}".rstrip() for number, left, right in rows)
    return "\n".join([*body, *_end(trace)])


def format_changes(event: Event) -> str:
    """Return what an event changed, as assignments and deletions."""
    return ", ".join(map(_change, event.changes))


def _change(change: Change) -> str:
    return f"del {change.name}" if change.value is None else f"{change.name} = {change.value}"


class _Rows:
    """The rows of a trace: number, left and right column."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.conditions = read_conditions(trace)
        self.open: dict[int, tuple[int, Event, str]] = {}
        """Of each frame the event whose outcome is not told yet, with its number and indentation."""

    def all(self) -> Iterator[tuple[str, str, str]]:
        follower = _followers(self.trace.events)
        for number, (event, stack) in enumerate(stacks(self.trace.events)):
            if event.frame in self.open:
                yield from self._outcome(*self.open.pop(event.frame))
            inner = "  " * (len(stack) - 1)
            outcome = _outcome(self.conditions.get(number, ()), event)
            waits = follower.get(number, len(self.trace.events)) > number + 1 and _has_outcome_later(event)
            if waits and outcome:
                self.open[event.frame] = number, event, inner
            yield from self._event(event, inner, "" if waits else outcome)
            after = inner[2:] if event.kind is EventKind.RETURN or event.leaves else inner
            for line in event.printed.removesuffix("\n").split("\n") if event.printed else ():
                yield "", f"{after}» {line}", ""
        for rest in self.open.values():
            yield from self._outcome(*rest)

    def _outcome(self, number: int, event: Event, inner: str) -> Iterator[tuple[str, str, str]]:
        text = self.trace.lines[event.line - 1] if 0 < event.line <= len(self.trace.lines) else ""
        indent = text[: len(text) - len(text.lstrip())]
        yield str(event.line), f"{inner}{indent}…", _outcome(self.conditions.get(number, ()), event)

    def _event(self, event: Event, inner: str, outcome: str) -> Iterator[tuple[str, str, str]]:
        source = self.trace.lines
        text = source[event.line - 1].rstrip() if 0 < event.line <= len(source) else ""
        module = event.function == "<module>"
        match event.kind:
            case EventKind.CALL if not module:
                verb = "goes on with" if event.resumed else "calls"
                yield "", f"{inner}→ {verb} {event.function}", outcome
            case EventKind.LINE:
                yield str(event.line), inner + _statement(event, text), outcome
            case EventKind.RETURN if not module:
                verb = "yields" if event.yielded else "returns"
                yield "", f"{inner}← {event.function} {verb}", event.value or ""
            case EventKind.EXCEPTION:
                yield str(event.line), f"{inner}✗ {event.value}", ""


def _followers(events: tuple[Event, ...]) -> dict[int, int]:
    """Return, by the number of an event, that of the next one of its frame."""
    last: dict[int, int] = {}
    found: dict[int, int] = {}
    for number, event in enumerate(events):
        if event.frame in last:
            found[last[event.frame]] = number
        last[event.frame] = number
    return found


def _has_outcome_later(event: Event) -> bool:
    """Return whether what an event changed is known after it: the arguments of a call are there at once."""
    return event.kind is EventKind.LINE or event.resumed


def _outcome(conditions: Iterable[Condition], event: Event) -> str:
    """Return how the conditions of a line came out, and what the line changed.

    A comprehension's item is there before its condition.
    """
    parts = [str(condition) for condition in conditions]
    changes = format_changes(event)
    order = [changes, *parts] if _is_comprehension(event) else [*parts, changes]
    return ", ".join(filter(None, order))


def _is_comprehension(event: Event) -> bool:
    return event.function.endswith(("comp>", "<genexpr>"))


def _statement(event: Event, text: str) -> str:
    """Return the text of a line; of one with several statements from that on which is executed."""
    if event.column is None:
        return text
    line = text.encode()
    before, rest = (part.decode("utf-8", "replace") for part in (line[: event.column], line[event.column :]))
    if before.strip() == "case":
        return text
    return text[: len(text) - len(text.lstrip())] + rest.lstrip()


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
