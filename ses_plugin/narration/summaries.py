"""Several iterations of a loop in one sentence: what changed from what to what, and what was printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ses_plugin.narration import words
from ses_plugin.narration.blocks import Iteration, Step, all_calls, printed
from ses_plugin.tracing.trace import GLOBAL

_MOST_NAMES = 6
_MOST_VALUES = 8
_MOST_TEXT = 60


def iterations(those: Sequence[Iteration], *, seen: bool) -> str:
    """Return one sentence about iterations that follow one another.

    `seen` says that each goes the way of an earlier one.
    """
    first, last = those[0].number, those[-1].number
    if first == last:
        start = f"Iteration {first} {'goes like one before' if seen else 'follows'}"
    else:
        joint = "and" if last == first + 1 else "to"
        start = f"Iterations {first} {joint} {last} {'go like those before' if seen else 'follow'}"
    steps = [step for iteration in those for step in iteration.steps]
    text = "".join(_printed(iteration) for iteration in those)
    facts = [*changes(steps), *_calls(steps), *([f"the program {words.printed(text)}"] if text else [])]
    return f"{start}: {'; '.join(facts)}." if facts else f"{start}."


def changes(steps: Iterable[Step]) -> list[str]:
    """Return what became of each variable over some steps of one frame."""
    before: dict[str, str | None] = {}
    values: dict[str, list[str]] = {}
    for step in steps:
        for changed, text in step.changes:
            name = changed.removeprefix(GLOBAL)
            known = step.before if changed != name else step.own
            before.setdefault(name, known.get(name))
            if text is not None:
                values.setdefault(name, []).append(text)
    return [_course(name, before[name], those) for name, those in [*values.items()][:_MOST_NAMES]]


def _course(name: str, before: str | None, values: list[str]) -> str:
    if len(values) == 1:
        return words.becomes([(name, values[0])])
    if len(values) <= _MOST_VALUES and sum(map(len, values)) <= _MOST_TEXT:
        return f"`{name}` becomes {', then '.join(values)}"
    times = f"`{name}` changes {len(values)} times"
    if len(values[-1]) > words.MOST_VALUE:
        return times
    start = f" from {words.value(before)}" if before is not None else ""
    return f"{times},{start} to {words.value(values[-1])}"


def _calls(steps: Iterable[Step]) -> list[str]:
    called = Counter(call.function for step in steps for call in all_calls(step) if not call.resumed)
    return [f"`{name}` is called {words.counted(number, 'time')}" for name, number in called.items()]


def _printed(iteration: Iteration) -> str:
    head = iteration.head.printed if iteration.head is not None else ""
    return head + "".join(map(printed, iteration.items))
