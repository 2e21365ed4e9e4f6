"""A divergence made of what is known of it: its place in the run, the kind of its value, a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ses_plugin.debugger.real_run import RealRun
from ses_plugin.debugger.report import SHOWN_CHARACTERS, AlignedClaim, Divergence, DivergenceClass
from ses_plugin.debugger.values import value_kind
from ses_plugin.narration.check import ClaimVerdict

_VALUES = (DivergenceClass.WRONG_VALUE, DivergenceClass.WRONG_INPUT)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A place of a text, from `start` to `end`, where it disagrees with the run.

    `subject` is the variable, expression or function, `predicted` what is claimed of it, `real` what is so.
    `line` is the line that the text tells, `event` the index of the real event there.
    """

    kind: DivergenceClass
    start: int
    end: int
    subject: str = ""
    predicted: str | None = None
    real: str | None = None
    line: int | None = None
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """The claims of a text, the first disagreement, and whether the text contradicts itself up to there."""

    claims: tuple[AlignedClaim, ...]
    disagreement: Disagreement | None = None
    contradicts_itself: bool = False


def make_claim(run: RealRun, start: int, end: int, verdict: ClaimVerdict, event: int | None) -> AlignedClaim:
    """Return a claim with the line and visit of its event, if it has one."""
    if event is None or not 0 <= event < len(run.events):
        return AlignedClaim(start, end, verdict)
    return AlignedClaim(start, end, verdict, event, run.events[event].line, run.visits[event])


def make_divergence(run: RealRun, text: str, found: Disagreement) -> Divergence:
    """Return a disagreement with all that is known of its place."""
    place = make_claim(run, found.start, found.end, ClaimVerdict.FALSE, found.event)
    return Divergence(
        found.kind,
        found.kind.family,
        found.start,
        found.end,
        text[found.start : found.end][:SHOWN_CHARACTERS],
        found.subject[:SHOWN_CHARACTERS],
        _cut(found.predicted),
        _cut(found.real),
        value_kind(found.real) if found.kind in _VALUES else None,
        found.line,
        place.line,
        place.visit,
        place.event,
        "" if place.event is None else run.events[place.event].function,
        _place(place.line, place.visit) + _MESSAGES[found.kind](found),
    )


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1]}…"


def _place(line: int | None, visit: int | None) -> str:
    return f"Line {line}, visit {visit}: " if line else ""


def _value(found: Disagreement) -> str:
    subject = found.subject or "the value"
    real = "is not there" if found.real is None else f"is {_cut(found.real)}"
    told = "it is not told" if found.predicted is None else f"not {_cut(found.predicted)}"
    return f"{subject} {real}, {told}."


def _next_line(found: Disagreement) -> str:
    told = found.predicted or (f"line {found.line}" if found.line else "something else")
    return f"{found.real or 'this'} comes next, not {told}."


def _branch(found: Disagreement) -> str:
    subject = found.subject or "the condition"
    return f"{subject} is {found.real or 'the other way'}, not {found.predicted or 'as told'}."


def _count(found: Disagreement) -> str:
    if found.real is None and found.predicted is None:
        return "the loop does not go on as told."
    return f"the loop: {found.real or 'none'}, not {found.predicted or 'as told'}."


def _output(found: Disagreement) -> str:
    real = "nothing is printed there" if found.real is None else f"{_cut(found.real)!r} is printed"
    return f"{real}, not {_cut(found.predicted)!r}."


def _omitted(found: Disagreement) -> str:
    after = f"; {found.subject} is {_cut(found.real)}" if found.subject else ""
    return f"this is left out of the explanation{after}."


def _input(found: Disagreement) -> str:
    return f"of the input, {_value(found)}"


def _answer(found: Disagreement) -> str:
    return f"the answer is {_cut(found.predicted)!r}, and what comes out is {_cut(found.real)!r}."


_MESSAGES: dict[DivergenceClass, Callable[[Disagreement], str]] = {
    DivergenceClass.WRONG_NEXT_LINE: _next_line,
    DivergenceClass.WRONG_BRANCH: _branch,
    DivergenceClass.WRONG_ITERATION_COUNT: _count,
    DivergenceClass.WRONG_VALUE: _value,
    DivergenceClass.WRONG_OUTPUT: _output,
    DivergenceClass.OMITTED_STEPS: _omitted,
    DivergenceClass.WRONG_INPUT: _input,
    DivergenceClass.WRONG_ANSWER: _answer,
}
