"""Where a claim and the run diverge: claimed values against real ones, and a divergence as it is reported.

Values are compared as strictly as the form of a text allows. A divergence has its place in the run, the kind
of its value, and a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from ses_plugin.debugger.real_run import RealRun
from ses_plugin.debugger.report import SHOWN_CHARACTERS, AlignedClaim, Divergence, DivergenceClass
from ses_plugin.narration.check import ClaimVerdict
from ses_plugin.narration.evaluate import Unknown, value_of
from ses_plugin.tracing.inside.simple_values import MARK

_DECORATION = re.compile(r"[\s'\"`()\[\]{},]+")
_TRUTHS = {"true": "True", "false": "False", "none": "None"}
_EMPTY = ("None", "0", "0.0", "''", "[]", "()", "{}", "set()")
_NUMBERS = (int, float, bool)


@lru_cache(4096)
def value_kind(text: str | None) -> str | None:
    """Return the type of the value that a text of a trace shows, "object" for what is no literal.

    >>> value_kind("[1]"), value_kind("None"), value_kind("<map>"), value_kind(None)
    ('list', 'None', 'object', None)
    """
    if text is None:
        return None
    try:
        value = value_of(text)
    except Unknown:
        return _kind_of_shortened(text)
    return "None" if value is None else type(value).__name__


def _kind_of_shortened(text: str) -> str:
    if MARK not in text:
        return "object"
    if text[:1] in ("'", '"'):
        return "str"
    if text[:1] == "{":
        return "dict" if ":" in text else "set"
    if text.strip("-0123456789" + MARK) == "":
        return "int"
    return {"[": "list", "(": "tuple"}.get(text[:1], "object")


@lru_cache(8192)
def values_match(claimed: str, real: str) -> bool | None:
    """Return whether a claimed value is the real one, types included; None where a text is shortened."""
    if claimed == real:
        return True
    if MARK in claimed or MARK in real:
        start, _, end = (claimed if MARK in claimed else real).partition(MARK)
        other = real if MARK in claimed else claimed
        return None if other.startswith(start[:20]) and other.endswith(end[-20:]) else False
    try:
        left, right = value_of(claimed), value_of(real)
    except Unknown:
        return False
    return type(left) is type(right) and bool(left == right)


@lru_cache(8192)
def prose_matches(claimed: str, real: str) -> bool | None:
    """Return whether a value in prose is the real one, whatever its quotes, brackets and kind of number.

    None where that can't be told: a text is shortened, or the real value is an object.

    >>> prose_matches("5", "'5'"), prose_matches("1 2", "[1, 2]"), prose_matches("4", "5")
    (True, True, False)
    """
    plain, shown = _plain(claimed), _plain(real)
    if plain == shown:
        return True
    if MARK in real or MARK in claimed or ".." in claimed or real[:1] == "<":
        return None
    if value_kind(real) == "object":
        return None
    if plain in ("True", "False") and value_kind(real) != "bool":
        return (real in _EMPTY) is (plain == "False")
    try:
        left, right = value_of(plain), value_of(shown)
    except Unknown:
        return False
    if isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS):
        return _close(float(left), float(right), claimed) if _small(left, right) else left == right
    return False


def _small(left: float, right: float) -> bool:
    return abs(left) < 1e15 and abs(right) < 1e15


def _close(left: float, right: float, claimed: str) -> bool:
    """Return whether a number is another one, rounded to the digits that are told."""
    digits = len(claimed.partition(".")[2].strip())
    return left == right or (digits > 0 and abs(left - right) <= 0.5 * 10 ** -min(digits, 15) + 1e-12)


@lru_cache(8192)
def _plain(text: str) -> str:
    text = text.strip().strip("`").removesuffix("\\n'")
    text = _DECORATION.sub(" ", text.replace("\\n", " ")).strip()
    return _TRUTHS.get(text.lower(), text)


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
