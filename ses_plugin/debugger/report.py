"""What the neural debugger says: the first divergence of an explanation from the real run, and its class.

`DebugReport.to_dict()` is what the page of a report shows. Its form, version 1 (JSON types; an optional value
that is not known is null):

    {"schema": "ses.debug_report", "version": 1,
     "verdict": "diverges",          a DebugVerdict: what became of the whole explanation
     "form": "prose",                a TextForm: how the explanation was read
     "answer": "wrong",              an AnswerVerdict
     "coherent": true,               whether the text agrees with itself; null if nothing was checked
     "counts": {"true": 4, "false": 1, "unknown": 2},      claims of the text
     "claims": [{"start": 10, "end": 25, "verdict": "true", "event": 7, "line": 3, "visit": 1}, ...],
                                     the first claims (at most 400) in the order of the text; `start` and
                                     `end` are characters of it, `event` an index of the trace's events
     "divergence": {                 null if there is none
         "divergence_class": "wrong_value",   a DivergenceClass
         "family": "state",                   a Family: the class's group
         "start": 120, "end": 140,            the claim's place in the text, in characters
         "claim": "`total` becomes 7",        the text there, at most 200 characters
         "subject": "total",                  the variable, expression or function; "" if there is none
         "predicted": "7", "real": "8",       values, outputs, or conditions ("true", "false")
         "value_kind": "int",                 of the real value, for values; null for control
         "predicted_line": null, "line": 3,   lines of the program, from 1
         "visit": 2,                          the how manieth time this line is executed, from 1
         "event": 9,                          the index of the real event in the trace
         "function": "<module>",              the function that was executed there
         "message": "In line 3, visit 2, `total` becomes 8, not 7."}}

Positions are of the text as it was given, before any cleaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from ses_plugin.narration.check import ClaimVerdict
from ses_plugin.types.result_value import ResultValue, View

LISTED_CLAIMS = 400
"""How many claims a report lists."""

SHOWN_CHARACTERS = 200
"""How many characters of a claim, or of a value, a report has."""


class Family(StrEnum):
    """The groups of divergence classes."""

    CONTROL = "control"
    STATE = "state"
    STEPS = "steps"
    INPUT = "input"
    ANSWER = "answer"


class DivergenceClass(StrEnum):
    """How an explanation leaves the real run. These names are published: docs/debugger.md.

    WRONG_NEXT_LINE: another line, call, return or exception than the one that is next ("Line 7: …" after
    line 4, where line 5 follows).
    WRONG_BRANCH: a condition comes out the other way ("`n > 3` is true" where `n` is 2).
    WRONG_ITERATION_COUNT: a loop goes on where it ends, or ends where it goes on ("for `i = 5`" in a
    `range(5)`; "the loop runs 3 times" where it runs 4 times).
    WRONG_VALUE: a variable, expression, argument or returned value has another value ("`total` becomes 7"
    where it becomes 8); `value_kind` is the type of the real one.
    WRONG_OUTPUT: a print that is not the one that comes ("prints `3`" where `4` is printed).
    OMITTED_STEPS: steps are left out that what follows depends on (after the iteration `i = 1` comes
    `i = 3`, and the sum lacks 2).
    WRONG_INPUT: a value that is read from the input, or given as an argument, is not the input's ("`n` is 5"
    where the first line of the input is 6).
    WRONG_ANSWER: all that could be checked is true, and the final answer is wrong (prints 4 told last, and 5
    in the answer).
    """

    WRONG_NEXT_LINE = "wrong_next_line"
    WRONG_BRANCH = "wrong_branch"
    WRONG_ITERATION_COUNT = "wrong_iteration_count"
    WRONG_VALUE = "wrong_value"
    WRONG_OUTPUT = "wrong_output"
    OMITTED_STEPS = "omitted_steps"
    WRONG_INPUT = "wrong_input"
    WRONG_ANSWER = "wrong_answer"

    @property
    def family(self) -> Family:
        """The group that it belongs to."""
        return _FAMILIES[self]


_FAMILIES = {
    DivergenceClass.WRONG_NEXT_LINE: Family.CONTROL,
    DivergenceClass.WRONG_BRANCH: Family.CONTROL,
    DivergenceClass.WRONG_ITERATION_COUNT: Family.CONTROL,
    DivergenceClass.WRONG_VALUE: Family.STATE,
    DivergenceClass.WRONG_OUTPUT: Family.STATE,
    DivergenceClass.OMITTED_STEPS: Family.STEPS,
    DivergenceClass.WRONG_INPUT: Family.INPUT,
    DivergenceClass.WRONG_ANSWER: Family.ANSWER,
}


class DebugVerdict(StrEnum):
    """What became of a whole explanation.

    NO_DIVERGENCE: nothing that could be checked is false, and the answer, if there is one, is right.
    DIVERGES: it leaves the real run, and the answer is wrong or missing.
    IMPOSSIBLE_TRACE: it leaves the real run, and the answer is right all the same.
    WRONG_ANSWER: nothing that could be checked is false, and the answer is wrong.
    NOTHING_TO_CHECK: no claim could be compared with the run; the answer may be right or wrong.
    """

    NO_DIVERGENCE = "no_divergence"
    DIVERGES = "diverges"
    IMPOSSIBLE_TRACE = "impossible_trace"
    WRONG_ANSWER = "wrong_answer"
    NOTHING_TO_CHECK = "nothing_to_check"


class AnswerVerdict(StrEnum):
    """What the answer of an explanation is; NONE: there is none, or it was cut off."""

    RIGHT = "right"
    WRONG = "wrong"
    NONE = "none"


class TextForm(StrEnum):
    """How an explanation was read: our narrations, CWM's frames, a scratchpad, any other text."""

    NARRATION = "narration"
    FRAMES = "frames"
    SCRATCHPAD = "scratchpad"
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class ClaimCounts:
    """How many claims are true, false, and unknown, which is never a divergence."""

    true: int = 0
    false: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class AlignedClaim:
    """A claim by its place in the text, and the moment of the run that it was compared with."""

    start: int
    end: int
    verdict: ClaimVerdict
    event: int | None = None
    line: int | None = None
    visit: int | None = None


@dataclass(frozen=True, slots=True)
class Divergence:
    """The first place where an explanation leaves the real run; the module says what each field is."""

    divergence_class: DivergenceClass
    family: Family
    start: int
    end: int
    claim: str
    subject: str = ""
    predicted: str | None = None
    real: str | None = None
    value_kind: str | None = None
    predicted_line: int | None = None
    line: int | None = None
    visit: int | None = None
    event: int | None = None
    function: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class DebugReport(ResultValue):
    """What `debug` returns: the first divergence of an explanation from the real run, None if there is none.

    `verdict` says what became of the explanation, `answer` whether its answer is right, `counts` how much of
    it could be checked, and `claims` has the first claims with their places. `coherent` is False if the text
    contradicts itself: a sum or comparison of numbers that is false whatever the run does, a right answer
    after a divergence, or a wrong answer after a true trace; None if nothing was checked.

    Example:
        >>> DebugReport(DebugVerdict.NO_DIVERGENCE, TextForm.PROSE, AnswerVerdict.RIGHT, True, ClaimCounts(3))
        DebugReport(verdict='no_divergence', answer='right', coherent=True, true=3, false=0, unknown=0)
    """

    SCHEMA: ClassVar[str] = "ses.debug_report"

    verdict: DebugVerdict
    form: TextForm
    answer: AnswerVerdict
    coherent: bool | None
    counts: ClaimCounts
    divergence: Divergence | None = None
    claims: tuple[AlignedClaim, ...] = ()

    def _view(self) -> View:
        facts: dict[str, object] = {"verdict": self.verdict, "answer": self.answer, "coherent": self.coherent}
        facts.update(true=self.counts.true, false=self.counts.false, unknown=self.counts.unknown)
        if self.divergence is None:
            return View(facts)
        name = self.divergence.divergence_class.value
        return View(facts, (f"{name}: {self.divergence.message}",), {"claim": self.divergence.claim})
