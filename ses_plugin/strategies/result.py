"""The result of a strategy: the selected program, the ranked replies, and a report on each candidate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ses_plugin.strategies.candidates import Candidate
from ses_plugin.strategies.predictors import PredictedOutput, PredictionStatus
from ses_plugin.types.program import Program

_MAX_REASON = 200
"""The most characters of a reason in a summary."""


@dataclass(frozen=True, slots=True)
class ExampleCheck:
    """The check of a candidate on one example.

    Attributes:
        expected: The expected output; None for an input that a model wrote.
        predictions: The votes on the candidate's output; empty if no prediction was requested.
        passed: The verdict by prediction; None if it is unknown.
    """

    input: str
    expected: str | None
    predictions: tuple[PredictedOutput, ...]
    passed: bool | None

    @property
    def not_predicted(self) -> bool:
        """Whether predictions were requested and none arrived."""
        unanswered = any(vote.status is PredictionStatus.NOT_PREDICTED for vote in self.predictions)
        return unanswered and not any(vote.arrived for vote in self.predictions)


@dataclass(frozen=True, slots=True)
class CandidateReport:
    """The report on one candidate.

    Attributes:
        program: The program's source; None if the reply contains no program.
        reply: The model's reply.
        examples: The check on each example.
        chosen: Whether the strategy selected this candidate.
        tied: Whether it shares the best score with others, so that the selection among them was random.
    """

    program: str | None
    reply: str
    examples: tuple[ExampleCheck, ...] = ()
    chosen: bool = False
    tied: bool = False


@dataclass(frozen=True, slots=True)
class StrategyResult:
    """The result of a strategy.

    Attributes:
        program: The selected program; None if no reply contains one.
        replies: The replies for the user, the best first: at least `StrategyOptions.n`, unless requests
            failed.
        candidates: A report on each candidate, in the order of sampling.
        verified: Whether the program passes all examples, by prediction or, for the oracle, when run; None if
            that is unknown.
        confidence: From 0 to 1, as the strategy defines it; None if nothing was predicted.
        summary: Sentences that explain how the program was selected.
    """

    program: Program | None
    replies: tuple[str, ...] = ()
    candidates: tuple[CandidateReport, ...] = ()
    verified: bool | None = None
    confidence: float | None = None
    summary: tuple[str, ...] = ()


NO_PROGRAM = "No reply had a program in it."


def report_candidate(
    candidate: Candidate, examples: Iterable[ExampleCheck], *, chosen: bool = False, tied: bool = False
) -> CandidateReport:
    """Return the report on a candidate. A candidate without a program has no examples."""
    if candidate.program is None:
        return CandidateReport(None, candidate.reply, (), chosen, tied)
    return CandidateReport(candidate.program.source, candidate.reply, tuple(examples), chosen, tied)


def rank_replies(
    candidates: Sequence[Candidate], chosen: int | None, scores: Sequence[int]
) -> tuple[str, ...]:
    """Return the replies: first the chosen one, then those with a program by score, then the others."""

    def rank(number: int) -> tuple[bool, bool, int]:
        return number != chosen, candidates[number].program is None, -scores[number]

    return tuple(candidates[number].reply for number in sorted(range(len(candidates)), key=rank))


def all_passed(verdicts: Sequence[bool | None]) -> bool | None:
    """Return whether all examples pass; None if that is unknown. One failed example decides."""
    if False in verdicts:
        return False
    return None if None in verdicts or not verdicts else True


def share_passed(verdicts: Sequence[bool | None]) -> float | None:
    """Return the share of passed examples among those with a verdict; None without any verdict."""
    known = [verdict for verdict in verdicts if verdict is not None]
    return sum(known) / len(known) if known else None


def describe_passes(candidate: CandidateReport, *, simulated: bool) -> str:
    """Return a clause: how many examples a candidate passes, how many have no verdict, and why."""
    verdicts = [example.passed for example in candidate.examples]
    known = [verdict for verdict in verdicts if verdict is not None]
    unanswered = sum(example.not_predicted for example in candidate.examples)
    parts = []
    if known:
        how = "by prediction" if simulated else "when run"
        parts.append(f"passes {sum(known)} of {len(known)} examples {how}")
    if unanswered:
        status = "not predicted" if simulated else "not run"
        reason = failure_reason(candidate.examples)
        parts.append(f"was {status} on {unanswered} of {len(verdicts)} examples ({reason})")
    if skipped := len(verdicts) - len(known) - unanswered:
        parts.append(
            f"was not predicted on {skipped} of {len(verdicts)} examples, which can't change the choice"
        )
    return ", and ".join(parts) or "has no examples to pass"


def failure_reason(examples: Iterable[ExampleCheck]) -> str:
    """Return the last reason why a prediction did not arrive."""
    votes = [vote for example in examples for vote in example.predictions if not vote.arrived]
    reasons = [vote.reason for vote in votes if vote.reason]
    return (reasons or ["no reply"])[-1][:_MAX_REASON]


def describe_candidates(candidates: Sequence[Candidate], tied: Sequence[int]) -> list[str]:
    """Return sentences about tied candidates and about replies without a program."""
    sentences = []
    if len(tied) > 1:
        sentences.append(f"{len(tied)} candidates tie; one of them was drawn.")
    without_program = [candidate for candidate in candidates if candidate.program is None]
    if empty := sum(not candidate.reply.strip() for candidate in without_program):
        sentences.append(f"{empty} of the replies did not come, or {'was' if empty == 1 else 'were'} empty.")
    if other := len(without_program) - empty:
        sentences.append(f"{other} of the replies had no program in {'it' if other == 1 else 'them'}.")
    return sentences
