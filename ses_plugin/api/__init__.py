"""The Python API: what `ses_plugin` itself offers by name. `docs/api.md` is the guide.

This module has what callers give (problems, programs, tests, inputs, read as the values that the rest of SES
takes) and what they get, beside `ExecutionResult`, `Judgement` and `Trace`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from ses_plugin.errors import UsageError
from ses_plugin.extraction.code import build_program
from ses_plugin.problems.text import read_task
from ses_plugin.strategies import CandidateReport, ExampleCheck, PredictedOutput
from ses_plugin.syntax import find_argument_fault
from ses_plugin.types.problem import Problem, PublicProblem, Test
from ses_plugin.types.program import Program
from ses_plugin.types.result_value import ResultValue, View
from ses_plugin.usage import Usage

TestLike = Test | tuple[str, str] | Mapping[str, str]
"""A test: `Test("3 4", "7")`, `("3 4", "7")` or `{"input": "3 4", "output": "7"}`."""


def as_public_problem(
    problem: str | PublicProblem | Problem, tests: Sequence[TestLike] | None, entry_point: str | None
) -> PublicProblem:
    """Return what a model may see of `problem`; `tests` and `entry_point` take the place of its own.

    Raises UsageError for what is no problem.
    """
    match problem:
        case str() if problem.strip():
            public = read_task(problem)
        case Problem():
            public = problem.public
        case PublicProblem():
            public = problem
        case _:
            raise UsageError(
                f"problem={problem!r:.100}: give its statement as a text, a PublicProblem or a Problem"
            )
    _check_entry_point(entry_point)
    if tests is not None:
        public = replace(public, public_tests=as_tests(tests))
    return public if entry_point is None else replace(public, entry_point=entry_point)


def as_program(program: str | Program, entry_point: str | None) -> Program:
    """Return `program`, a source or a `Program`, to be called by `entry_point` if that is given.

    In a source a method of LeetCode's class `Solution` can be called, too. Raises UsageError for what is
    neither.
    """
    _check_entry_point(entry_point)
    if isinstance(program, Program):
        return program if entry_point is None else replace(program, entry_point=entry_point)
    if not isinstance(program, str):
        raise UsageError(f"program={program!r:.100}: give its source as a text, or a Program")
    return build_program(program, entry_point)


def _check_entry_point(name: object) -> None:
    if name is not None and not (isinstance(name, str) and name.isidentifier()):
        raise UsageError(f"entry_point={name!r:.100}: give the name of a function, or None")


def as_tests(tests: Sequence[TestLike]) -> tuple[Test, ...]:
    """Return tests as `Test`s. Raises UsageError, with its number, for one that is none."""
    if isinstance(tests, str | Mapping) or not isinstance(tests, Sequence):
        raise UsageError(f"tests={tests!r:.100}: give a list of tests, as {_A_TEST}")
    return tuple(_as_test(number, test) for number, test in enumerate(tests, 1))


_A_TEST = '[("3 4", "7"), ...], [{"input": "3 4", "output": "7"}, ...] or [Test("3 4", "7"), ...]'


def _as_test(number: int, test: object) -> Test:
    match test:
        case Test():
            return test
        case (str(text), str(output)) | {"input": str(text), "output": str(output)}:
            return Test(text, output)
    raise UsageError(f"tests: number {number} is {test!r:.100}; give {_A_TEST}")


def check_input(program: Program, text: str) -> str:
    """Return `text` if `program` can read it, or be called with it; else raise UsageError."""
    if not isinstance(text, str):
        raise UsageError(f"input={text!r:.100}: give a text, as the program reads it")
    if program.entry_point is not None and (fault := find_argument_fault(text)):
        raise UsageError(
            f"input={text!r:.100}: {fault}; give what stands between the parentheses of the call "
            f"{program.entry_point}(...), as '[1, 2], n=3'"
        )
    return text


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
    SCHEMA_VERSION: ClassVar[int] = 2

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
    SCHEMA_VERSION: ClassVar[int] = 2

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
