"""What the Python API returns, beside `ExecutionResult`, `Judgement` and `Trace`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from ses_plugin.strategies import CandidateReport, ExampleCheck, PredictedOutput
from ses_plugin.types.result_value import ResultValue, View
from ses_plugin.usage import Usage

_PASSES = {True: "passes", False: "fails", None: "not known"}
_LINES = 3
"""How many lines of an explanation stand in its `repr`."""

_WIDTH = 100

_EXAMPLES = 20
"""How many examples a table has columns for."""


@dataclass(frozen=True, slots=True, repr=False)
class Solution(ResultValue):
    r"""What `solve` returns: the program, None if no reply had one, and how it was chosen.

    `verified` tells whether the program passes all examples, by prediction or, with `oracle`, really; None if
    that is not known. `confidence` is the strategy's own, from 0 to 1; None if nothing was predicted.
    `summary` says in sentences how it was chosen. `candidates` has each program with its predictions, `reply`
    is the model's text with the program. `usage` is by role ("solve", "simulate", "fix", ...); `seconds` are
    those by the clock.

    Example:
        >>> Solution("print(7)", None, "solve", None, None, ("It is the first reply.",))
        Solution(verified=None, confidence=None, strategy='solve', candidates=0, calls=0, seconds=0.0)
          It is the first reply.
    """

    SCHEMA: ClassVar[str] = "ses.solution"

    program: str | None
    entry_point: str | None
    strategy: str
    verified: bool | None
    confidence: float | None
    summary: tuple[str, ...] = ()
    candidates: tuple[CandidateReport, ...] = ()
    reply: str = ""
    usage: Mapping[str, Usage] = field(default_factory=dict, hash=False)
    seconds: float = 0.0

    def _view(self) -> View:
        facts = {
            "verified": self.verified,
            "confidence": self.confidence,
            "strategy": self.strategy,
            "candidates": len(self.candidates),
            **_cost(self.usage, self.seconds),
        }
        return View(facts, self.summary, _code(self.program), _candidate_rows(self.candidates))


@dataclass(frozen=True, slots=True, repr=False)
class Verification(ResultValue):
    """What `verify` returns: which of the given candidates was chosen, and why.

    `chosen` is its number, from 0, and `program` its source; None if no candidate has a program. `tied` are
    the numbers of the candidates that pass as many tests as the one chosen, itself included. `verified`
    tells whether it passes all tests, None if that is not known; `confidence` is the share of tests that it
    passes, of those predicted. `candidates` has each candidate's predictions, test by test; the other fields
    are those of `Solution`.

    Example:
        >>> Verification(1, "print(7)", (1,), True, 1.0, ("Candidate 2 of 2 passes 2 of 2 examples.",))
        Verification(chosen=1, verified=True, confidence=1.0, tied=1, candidates=0, calls=0, seconds=0.0)
          Candidate 2 of 2 passes 2 of 2 examples.
    """

    SCHEMA: ClassVar[str] = "ses.verification"

    chosen: int | None
    program: str | None
    tied: tuple[int, ...]
    verified: bool | None
    confidence: float | None
    summary: tuple[str, ...] = ()
    candidates: tuple[CandidateReport, ...] = ()
    usage: Mapping[str, Usage] = field(default_factory=dict, hash=False)
    seconds: float = 0.0

    def _view(self) -> View:
        facts = {
            "chosen": self.chosen,
            "verified": self.verified,
            "confidence": self.confidence,
            "tied": len(self.tied),
            "candidates": len(self.candidates),
            **_cost(self.usage, self.seconds),
        }
        return View(facts, self.summary, _code(self.program), _candidate_rows(self.candidates))


@dataclass(frozen=True, slots=True, repr=False)
class Simulation(ResultValue):
    r"""What `simulate` returns: the output that most votes predict, None if no vote has one.

    Each of `votes` has the predicted output, the model's whole reply, and a status: no answer, truncated, not
    predicted (the call failed), ... `agreeing` of them give `output`. `usage` and `seconds` are as in
    `Solution`.

    Example:
        >>> from ses_plugin.strategies import PredictedOutput, PredictionStatus
        >>> seven = PredictedOutput(PredictionStatus.ANSWERED, "7\n")
        >>> Simulation("7\n", (seven, seven, PredictedOutput(PredictionStatus.NO_ANSWER)), 2)
        Simulation(output='7\n', agreeing=2, votes=3, calls=0, seconds=0.0)
    """

    SCHEMA: ClassVar[str] = "ses.simulation"

    output: str | None
    votes: tuple[PredictedOutput, ...]
    agreeing: int
    usage: Mapping[str, Usage] = field(default_factory=dict, hash=False)
    seconds: float = 0.0

    def _view(self) -> View:
        facts = {
            "output": self.output,
            "agreeing": self.agreeing,
            "votes": len(self.votes),
            **_cost(self.usage, self.seconds),
        }
        rows = [(number, _output(vote)) for number, vote in enumerate(self.votes, 1)]
        return View(facts, rows=[("vote", "predicted output"), *rows])


@dataclass(frozen=True, slots=True, repr=False)
class Narration(ResultValue):
    r"""What `narrate` returns: the explanation of a run in English, whose answer block has the output.

    `program` is the source, `input` what it read or was called with, `output` what it printed or returned.
    `str(narration)` is `text`.

    Example:
        >>> Narration("So the program prints:\n<output>\n7\n</output>", "print(7)", "", "7\n")
        Narration(output='7\n', characters=43)
          So the program prints:
          <output>
          7
    """

    SCHEMA: ClassVar[str] = "ses.narration"

    text: str
    program: str
    input: str
    output: str
    entry_point: str | None = None

    def __str__(self) -> str:
        """Return the text."""
        return self.text

    def _view(self) -> View:
        first = [line[:_WIDTH] for line in self.text.splitlines()[:_LINES]]
        facts = {"output": self.output, "characters": len(self.text)}
        return View(facts, first, {"explanation": self.text, **_code(self.program)})


def _cost(usage: Mapping[str, Usage], seconds: float) -> dict[str, object]:
    """Return what was spent: calls, the tokens that models wrote and US dollars if known, and seconds."""
    total = sum(usage.values(), Usage())
    spent: dict[str, object] = {"calls": total.calls}
    if total.completion_tokens:
        spent["completion_tokens"] = total.completion_tokens
    if total.cost:
        spent["cost"] = round(total.cost, 4)
    if total.failed:
        spent["failed"] = total.failed
    return {**spent, "seconds": round(seconds, 2)}


def _code(program: str | None) -> dict[str, str]:
    return {} if program is None else {"program": program}


def _candidate_rows(candidates: Sequence[CandidateReport]) -> list[list[object]]:
    """Return a row for each candidate, with a column for each example."""
    count = max((len(one.examples) for one in candidates), default=0)
    shown = min(count, _EXAMPLES)
    head: list[object] = ["candidate", "", *(f"example {number}" for number in range(1, shown + 1))]
    rows = [
        [number, _mark(one), *map(_cell, one.examples[:shown])] + [""] * (shown - len(one.examples[:shown]))
        for number, one in enumerate(candidates, 1)
    ]
    if count > shown:
        head.append(f"and {count - shown} more")
    return [head, *(row + [""] * (len(head) - len(row)) for row in rows)] if rows else []


def _mark(candidate: CandidateReport) -> str:
    if candidate.program is None:
        return "no program"
    return "chosen" if candidate.chosen else "tied" if candidate.tied else ""


def _cell(example: ExampleCheck) -> str:
    votes = [_output(vote).strip() for vote in example.predictions]
    return "\n".join([_PASSES[example.passed], *votes])


def _output(vote: PredictedOutput) -> str:
    return vote.status.value if vote.output is None else vote.output
