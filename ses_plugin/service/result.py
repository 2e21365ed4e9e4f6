"""What a socket says about an answer, in one namespaced field of the response, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ses_plugin.strategies import (
    Candidate,
    FixTurn,
    NotPredicted,
    PredictedOutput,
    SelfConsistencyResult,
    SelfFixResult,
    SelfVerifyResult,
    StrategyResult,
)
from ses_plugin.strategies.predictors import RecordingPredictor
from ses_plugin.syntax import canonical_form
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Program

_REALLY = "really"
_MISSING = NotPredicted("no reply")
_REASON = 200
"""How many characters of a reason are reported."""

_ENDS = {
    "submitted": "the model submits the last one",
    "passed": "the last one is submitted for that",
    "repeated": "the model repeats the last one, which counts as submitting it",
    "unparsed": "the model's last reply neither submits nor corrects it, or did not come, so it stands",
    "not predicted": "it stands, since nothing shows a fault",
    "turns": "the turns are used up; the last one stands",
}


_Row = tuple[str, str | None, Sequence[PredictedOutput], bool | None]
"""An example: input, expected output, votes, and whether it is passed."""


@dataclass(frozen=True, slots=True)
class ExampleCheck:
    """A candidate on one example: each vote on what it prints (None: no answer), and whether that is right.

    `passed` is None if it was not asked, since the answer could not change the choice, or if no reply came
    (`CandidateReport.not_predicted`). An input that a model wrote has no output that is `expected`.
    """

    input: str
    expected: str | None
    predictions: tuple[str | None, ...]
    passed: bool | None


@dataclass(frozen=True, slots=True)
class CandidateReport:
    """One program, None if the reply held none. Of those `tied` one was drawn: the one `chosen`.

    `not_predicted` numbers the examples, from 0, of which no prediction came: its calls failed, or did not
    fit the budget.
    """

    program: str | None
    examples: tuple[ExampleCheck, ...]
    chosen: bool
    tied: bool = False
    not_predicted: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SolveResult:
    """The program found, None if there is none, and how it was.

    `verified` tells whether all examples are passed, by prediction or for the oracle really; None if that is
    not known, as where a prediction did not come. `confidence` is the strategy's own, from 0 to 1, None if
    nothing was predicted. `summary` says it in words.
    """

    strategy: str
    program: str | None
    entry: str | None
    verified: bool | None
    confidence: float | None
    summary: tuple[str, ...]
    candidates: tuple[CandidateReport, ...]


def build_result(
    strategy: str, result: StrategyResult, task: PublicProblem, noted: RecordingPredictor, *, oracle: bool
) -> SolveResult:
    """Return what `strategy` came to. `noted` has the predictions of program outputs."""
    how = _REALLY if oracle else "by prediction"
    verified: bool | None = None
    confidence: float | None = None
    candidates: tuple[CandidateReport, ...] = ()
    match result:
        case SelfVerifyResult(chosen=int(chosen)):
            candidates = _report_selection(result, task, noted)
            passed = [cell.passed for cell in candidates[chosen].examples]
            verified, confidence = _verified(passed), result.confidence
            told = [
                f"{_name(result)} {_passes(candidates[chosen], noted, how)}.",
                *_summarize_candidates(result),
            ]
        case SelfFixResult(turns=(*_, last)):
            candidates = _report_turns(result, task)
            verified, confidence = _verified(last.passed), _share(last.passed)
            passes = _passes(candidates[-1], noted, how)
            told = [f"Solution {len(result.turns)} {passes}; {_ENDS[result.stop_reason]}."]
        case SelfConsistencyResult(chosen=int()):
            candidates, confidence = _report_agreement(result), result.confidence
            told = _summarize_agreement(result, noted, how)
        case Candidate(program=Program()):
            why = "Nothing was" if task.public_tests else "No examples were found, so nothing could be"
            told = [f"{why} verified: this is the model's first reply."]
        case _ if result.program is None:
            told = ["No reply had a program in it."]
        case _:
            told = [f"The choice of {strategy}, without a word on why."]
    program = result.program.source if result.program else None
    return SolveResult(strategy, program, task.entry_point, verified, confidence, tuple(told), candidates)


def _report_selection(
    choice: SelfVerifyResult, task: PublicProblem, noted: RecordingPredictor
) -> tuple[CandidateReport, ...]:
    votes: dict[tuple[str, str], list[PredictedOutput]] = {}
    for question, said in noted.predictions:
        votes.setdefault((canonical_form(question.program.source), question.input), []).append(said)

    def rows(program: Program, passed: dict[int, bool | None]) -> Iterator[_Row]:
        for number, test in enumerate(task.public_tests):
            said = votes.get((canonical_form(program.source), test.input), ())
            yield test.input, test.output, said, passed.get(number)

    return tuple(
        _candidate(
            draft.program,
            rows(draft.program, passed) if draft.program else (),
            chosen=index == choice.chosen,
            tied=len(choice.tied) > 1 and index in choice.tied,
        )
        for index, (draft, passed) in enumerate(zip(choice.candidates, choice.predicted_passes, strict=True))
    )


def _report_turns(fixed: SelfFixResult, task: PublicProblem) -> tuple[CandidateReport, ...]:
    def rows(turn: FixTurn) -> Iterator[_Row]:
        for test, predicted, passed in zip(task.public_tests, turn.predicted, turn.passed, strict=True):
            yield test.input, test.output, (_MISSING if passed is None else predicted,), passed

    return tuple(_candidate(turn.program, rows(turn), chosen=turn is fixed.turns[-1]) for turn in fixed.turns)


def _report_agreement(consensus: SelfConsistencyResult) -> tuple[CandidateReport, ...]:
    def rows(outputs: Sequence[PredictedOutput]) -> Iterator[_Row]:
        for text, output in zip(consensus.inputs, outputs, strict=True):
            yield text, None, (output,), None

    return tuple(
        _candidate(
            draft.program,
            rows(outputs) if draft.program else (),
            chosen=index == consensus.chosen,
            tied=len(consensus.tied) > 1 and index in consensus.tied,
        )
        for index, (draft, outputs) in enumerate(zip(consensus.candidates, consensus.outputs, strict=True))
    )


def _candidate(
    program: Program | None, rows: Iterable[_Row], *, chosen: bool, tied: bool = False
) -> CandidateReport:
    cells, missing = [], []
    for number, (text, expected, votes, passed) in enumerate(rows):
        came = tuple(vote for vote in votes if not isinstance(vote, NotPredicted))
        cells.append(ExampleCheck(text, expected, came, passed))
        if not came and any(map(_failed, votes)):
            missing.append(number)
    return CandidateReport(program.source if program else None, tuple(cells), chosen, tied, tuple(missing))


def _failed(vote: PredictedOutput) -> bool:
    """Return whether a prediction was asked for and did not come."""
    return isinstance(vote, NotPredicted) and vote.reason != ""


def _verified(passed: Sequence[bool | None]) -> bool | None:
    """Return whether all examples are passed: one that fails is enough to know that they are not."""
    if False in passed:
        return False
    return None if None in passed or not passed else True


def _share(passed: Sequence[bool | None]) -> float | None:
    """Return the share of examples that are passed, of those that are known."""
    known = [one for one in passed if one is not None]
    return sum(known) / len(known) if known else None


def _passes(candidate: CandidateReport, noted: RecordingPredictor, how: str) -> str:
    """Return in words how many examples a candidate passes, and of how many that is not known, and why."""
    passed = [cell.passed for cell in candidate.examples]
    known = [one for one in passed if one is not None]
    missing = len(candidate.not_predicted)
    parts = [f"passes {sum(known)} of {len(known)} examples {how}"] if known else []
    if missing:
        what = "not run" if how == _REALLY else "not predicted"
        parts.append(f"was {what} on {missing} of {len(passed)} examples ({_why_not(noted)})")
    if unasked := len(passed) - len(known) - missing:
        parts.append(
            f"was not asked about {unasked} of {len(passed)} examples, which can't change the choice"
        )
    return ", and ".join(parts) or "has no examples to pass"


def _why_not(noted: RecordingPredictor) -> str:
    """Return why predictions did not come: the last reason."""
    reasons = [said.reason for _, said in noted.predictions if isinstance(said, NotPredicted)]
    return (reasons or [_MISSING.reason])[-1][:_REASON]


def _summarize_agreement(consensus: SelfConsistencyResult, noted: RecordingPredictor, how: str) -> list[str]:
    others = _summarize_candidates(consensus)
    if not consensus.inputs:
        return [
            f"{_name(consensus)} was drawn: the model wrote no inputs, or its reply did not come.",
            *others,
        ]
    if missing := sum(_failed(said) for row in consensus.outputs for said in row):
        others.insert(0, f"{missing} outputs were not predicted ({_why_not(noted)}).")
    if consensus.confidence is None:
        return [f"{_name(consensus)} was drawn: it could not be compared with another program.", *others]
    return [
        f"{_name(consensus)} agrees with most others, {how}, on {len(consensus.inputs)} inputs that the "
        "model wrote; what is right on them is not known.",
        *others,
    ]


def _summarize_candidates(choice: SelfVerifyResult | SelfConsistencyResult) -> list[str]:
    told = []
    if len(choice.tied) > 1:
        told.append(f"{len(choice.tied)} candidates tie; one of them was drawn.")
    empty = sum(not draft.reply.strip() for draft in choice.candidates if draft.program is None)
    if empty:
        told.append(f"{empty} of the replies did not come, or {'was' if empty == 1 else 'were'} empty.")
    if without := sum(draft.program is None for draft in choice.candidates) - empty:
        told.append(f"{without} of the replies had no program in {'it' if without == 1 else 'them'}.")
    return told


def _name(choice: SelfVerifyResult | SelfConsistencyResult) -> str:
    return f"Candidate {(choice.chosen or 0) + 1} of {len(choice.candidates)}"
