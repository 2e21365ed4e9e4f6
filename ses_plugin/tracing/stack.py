"""Which frames are there at each event of a trace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ses_plugin.tracing.trace import Event, Kind


def stacks(events: Iterable[Event]) -> Iterator[tuple[Event, tuple[int, ...]]]:
    """Yield each event with the numbers of the frames that are there, its own the last.

    A frame is gone after its RETURN, or when an event comes from a frame further out.
    """
    stack: tuple[int, ...] = ()
    for event in events:
        if event.kind is Kind.CALL or event.frame not in stack:
            stack = (*stack, event.frame)
        else:
            stack = stack[: stack.index(event.frame) + 1]
        yield event, stack
        if event.kind is Kind.RETURN:
            stack = stack[:-1]
