"""The result of solving a problem, and its form as plain data in files and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

from ses_plugin.errors import UsageError
from ses_plugin.strategies import CandidateReport, ExampleCheck, PredictedOutput
from ses_plugin.types.program import Explanation
from ses_plugin.types.result_value import from_plain

RESULT_VERSION = 1


@dataclass(frozen=True, slots=True)
class SolveResult:
    """The result of solving a problem.

    Attributes:
        strategy: The name of the strategy that solved it: "solve" if the requested one needs examples and
            there are none.
        program: The selected program's source; None if there is none.
        entry_point: The function to write; None for a program that reads standard input.
        verified, confidence, summary, candidates: See `StrategyResult`.
    """

    strategy: str
    program: str | None
    entry_point: str | None
    verified: bool | None
    confidence: float | None
    summary: tuple[str, ...]
    candidates: tuple[CandidateReport, ...]


class PredictionRow(TypedDict):
    """One vote on an output. `reply` and `reason` are absent if empty, `reply` also without replies."""

    status: str
    output: str | None
    reply: NotRequired[str]
    reason: NotRequired[str]


class ExplanationRow(TypedDict):
    """How a prediction came about, or why that is not known. `text` is absent without replies."""

    text: NotRequired[str]
    reason: NotRequired[str]


class ExampleRow(TypedDict):
    """The check of a candidate on one example."""

    input: str
    expected: str | None
    passed: bool | None
    predictions: list[PredictionRow]
    explanation: NotRequired[ExplanationRow]


class CandidateRow(TypedDict):
    """One candidate."""

    program: str | None
    chosen: bool
    tied: bool
    examples: list[ExampleRow]
    reply: NotRequired[str]


class ResultRow(TypedDict):
    """A `SolveResult` as plain data: in the `ses` field of answers, in result files and in samples."""

    version: int
    strategy: str
    program: str | None
    entry_point: str | None
    verified: bool | None
    confidence: float | None
    summary: list[str]
    candidates: list[CandidateRow]


def result_to_row(result: SolveResult, *, with_replies: bool = False) -> ResultRow:
    """Return a result as plain data; `with_replies` includes the model's complete replies."""
    return {
        "version": RESULT_VERSION,
        "strategy": result.strategy,
        "program": result.program,
        "entry_point": result.entry_point,
        "verified": result.verified,
        "confidence": result.confidence,
        "summary": list(result.summary),
        "candidates": [
            candidate_to_row(candidate, with_replies=with_replies) for candidate in result.candidates
        ],
    }


def candidate_to_row(candidate: CandidateReport, *, with_replies: bool = False) -> CandidateRow:
    """Return a candidate as plain data."""
    row: CandidateRow = {
        "program": candidate.program,
        "chosen": candidate.chosen,
        "tied": candidate.tied,
        "examples": [_example_to_row(example, with_replies) for example in candidate.examples],
    }
    return {**row, "reply": candidate.reply} if with_replies else row


def _example_to_row(example: ExampleCheck, with_replies: bool) -> ExampleRow:
    row: ExampleRow = {
        "input": example.input,
        "expected": example.expected,
        "passed": example.passed,
        "predictions": [_prediction_to_row(vote, with_replies) for vote in example.predictions],
    }
    if example.explanation is not None:
        row["explanation"] = _explanation_to_row(example.explanation, with_replies)
    return row


def _explanation_to_row(explanation: Explanation, with_replies: bool) -> ExplanationRow:
    row: ExplanationRow = {}
    if explanation.text and with_replies:
        row["text"] = explanation.text
    if explanation.reason:
        row["reason"] = explanation.reason
    return row


def _prediction_to_row(vote: PredictedOutput, with_replies: bool) -> PredictionRow:
    row: PredictionRow = {"status": vote.status.value, "output": vote.output}
    if vote.reason:
        row["reason"] = vote.reason
    if vote.reply and with_replies:
        row["reply"] = vote.reply
    return row


def result_from_row(row: Mapping[str, Any]) -> SolveResult:
    """Return the result in a row of `result_to_row`.

    Raises UsageError for a row of another version, and for a row that is not a result, with the place in it.
    """
    if (version := row.get("version")) != RESULT_VERSION:
        raise UsageError(f"a result of version {version!r}; this release reads version {RESULT_VERSION}")
    values = {name: value for name, value in row.items() if name != "version"}
    try:
        result: SolveResult = from_plain(SolveResult, values, "result")
    except UsageError as error:
        raise UsageError(f"not a result: {error}") from error
    return result
