"""What a strategy returns: the selected program, the replies by rank, and a report on every candidate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ses_plugin.strategies.candidates import Candidate
from ses_plugin.strategies.predictors import PredictedOutput, PredictionStatus
from ses_plugin.types.program import Program

_MAX_REASON = 200
"""How many characters of a reason are reported."""


@dataclass(frozen=True, slots=True)
class ExampleCheck:
    """A candidate on one example.

    Attributes:
        expected: The right output; None for an input that a model wrote.
        predictions: Each vote on what the candidate prints; empty if nothing was asked.
        passed: The verdict by prediction; None if it is not known.
    """

    input: str
    expected: str | None
    predictions: tuple[PredictedOutput, ...]
    passed: bool | None

    @property
    def not_predicted(self) -> bool:
        """Whether predictions were asked for and none arrived."""
        missing = any(vote.status is PredictionStatus.NOT_PREDICTED for vote in self.predictions)
        return missing and not any(vote.arrived for vote in self.predictions)


@dataclass(frozen=True, slots=True)
class CandidateReport:
    """One candidate: its program's source (None if the reply holds none), and its examples.

    Of the candidates that are `tied` for the best score one was drawn: the one `chosen`.
    """

    program: str | None
    reply: str
    examples: tuple[ExampleCheck, ...] = ()
    chosen: bool = False
    tied: bool = False


@dataclass(frozen=True, slots=True)
class StrategyResult:
    """What a strategy returns.

    Attributes:
        program: The selected program; None if no reply holds one.
        replies: Replies to answer the user with, the best first: at least `StrategyOptions.n` of them, unless
            requests failed.
        candidates: A report on each candidate, in the order in which they were written.
        verified: Whether the program passes all examples, by prediction or, for the oracle, when run; None if
            that is not known.
        confidence: The strategy's own, from 0 to 1; None if nothing was predicted.
        summary: How the program was selected, in sentences.
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
    """Return the report on a candidate; one without a program has no examples."""
    if candidate.program is None:
        return CandidateReport(None, candidate.reply, (), chosen, tied)
    return CandidateReport(candidate.program.source, candidate.reply, tuple(examples), chosen, tied)


def rank_replies(
    candidates: Sequence[Candidate], chosen: int | None, scores: Sequence[int]
) -> tuple[str, ...]:
    """Return the replies: the choice, then those with a program by score, then the others."""

    def rank(number: int) -> tuple[bool, bool, int]:
        return number != chosen, candidates[number].program is None, -scores[number]

    return tuple(candidates[number].reply for number in sorted(range(len(candidates)), key=rank))


def all_passed(verdicts: Sequence[bool | None]) -> bool | None:
    """Return whether all examples are passed: one that fails is enough to know that they are not."""
    if False in verdicts:
        return False
    return None if None in verdicts or not verdicts else True


def share_passed(verdicts: Sequence[bool | None]) -> float | None:
    """Return the share of examples that are passed, of those with a verdict; None if there is none."""
    known = [verdict for verdict in verdicts if verdict is not None]
    return sum(known) / len(known) if known else None


def describe_passes(candidate: CandidateReport, *, simulated: bool) -> str:
    """Return in words how many examples a candidate passes, and for how many that is not known, and why."""
    verdicts = [example.passed for example in candidate.examples]
    known = [verdict for verdict in verdicts if verdict is not None]
    missing = sum(example.not_predicted for example in candidate.examples)
    parts = []
    if known:
        how = "by prediction" if simulated else "when run"
        parts.append(f"passes {sum(known)} of {len(known)} examples {how}")
    if missing:
        what = "not predicted" if simulated else "not run"
        reason = failure_reason(candidate.examples)
        parts.append(f"was {what} on {missing} of {len(verdicts)} examples ({reason})")
    if skipped := len(verdicts) - len(known) - missing:
        parts.append(
            f"was not predicted on {skipped} of {len(verdicts)} examples, which can't change the choice"
        )
    return ", and ".join(parts) or "has no examples to pass"


def failure_reason(examples: Iterable[ExampleCheck]) -> str:
    """Return why predictions did not arrive: the last reason."""
    votes = [vote for example in examples for vote in example.predictions if not vote.arrived]
    reasons = [vote.reason for vote in votes if vote.reason]
    return (reasons or ["no reply"])[-1][:_MAX_REASON]


def describe_candidates(candidates: Sequence[Candidate], tied: Sequence[int]) -> list[str]:
    """Return sentences on candidates that tie, and on replies without a program."""
    sentences = []
    if len(tied) > 1:
        sentences.append(f"{len(tied)} candidates tie; one of them was drawn.")
    without_program = [candidate for candidate in candidates if candidate.program is None]
    if empty := sum(not candidate.reply.strip() for candidate in without_program):
        sentences.append(f"{empty} of the replies did not come, or {'was' if empty == 1 else 'were'} empty.")
    if other := len(without_program) - empty:
        sentences.append(f"{other} of the replies had no program in {'it' if other == 1 else 'them'}.")
    return sentences
