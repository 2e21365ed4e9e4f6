"""The interface of strategies, built-in or from plugins, and of their results.

A strategy is a stateless object with all that front ends need. Its result has the selected program, the
ranked replies, and a report on each candidate.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from ses_plugin.prompts import V1, PromptSet
from ses_plugin.strategies.candidates import Candidate, CandidateSource
from ses_plugin.strategies.flow import Flow, Role, SamplingParams
from ses_plugin.strategies.predictors import ModelPredictor, PredictedOutput, PredictionStatus, Predictor
from ses_plugin.strategies.scoreboard import Pruning
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Explanation, Program

MAX_REASON = 200
"""The most characters of a reason in a summary."""


@dataclass(frozen=True, slots=True)
class ExampleCheck:
    """The check of a candidate on one example.

    Attributes:
        expected: The expected output; None for an input that a model wrote.
        predictions: The votes on the candidate's output; empty if no prediction was requested.
        passed: The verdict by prediction; None if it is unknown.
        explanation: How the prediction came about; None if the strategy did not use that.
    """

    input: str
    expected: str | None
    predictions: tuple[PredictedOutput, ...]
    passed: bool | None
    explanation: Explanation | None = None

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
        reply: The model's reply; "" also in a row without replies.
        examples: The check on each example.
        chosen: Whether the strategy selected this candidate.
        tied: Whether it shares the best score with others, so that the selection among them was random.
    """

    program: str | None
    reply: str = ""
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
    return (reasons or ["no reply"])[-1][:MAX_REASON]


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


class FixFeedback(StrEnum):
    """What a fix prompt shows of each public test, beside its input and expected output."""

    OUTPUTS = "outputs"
    """The predicted output (paper, section 4)."""
    EXPLANATION = "explanation"
    """The predicted output, and of a failed test also how the prediction came about: the simulated run."""


@dataclass(frozen=True, slots=True)
class StrategyOptions:
    """The options of all strategies. Each strategy uses those in its `Strategy.uses`.

    Attributes:
        k: The number of candidates to select from.
        n: The number of replies that the user requests, as with `n` in a chat request.
        turns: The most solutions of self-fixing, the first one included.
        sampling: How all replies but predictions are sampled.
        predictor: Predicts the outputs of programs.
        seed: The base seed. A strategy derives the seeds of its requests from it.
        prompts: The prompt set.
        pruning: Which predictions are skipped. It never changes the selection.
        submit_passing: Whether the predictions, not the model, decide when a solution is submitted.
        fix_feedback: What a fix prompt shows of each public test.
        extra: The values of the strategy's own options (`Strategy.own_options`), texts by name.
    """

    k: int = 5
    n: int = 1
    turns: int = 10
    sampling: SamplingParams = field(default_factory=SamplingParams)
    predictor: Predictor = field(default_factory=ModelPredictor)
    seed: int = 0
    prompts: PromptSet = V1
    pruning: Pruning = Pruning.KEEP_TIES
    submit_passing: bool = False
    fix_feedback: FixFeedback = FixFeedback.OUTPUTS
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def candidates(self) -> int:
        """The number of candidates that a selecting strategy samples: `k`, but at least `n`."""
        return max(self.k, self.n)

    @property
    def simulation_calls(self) -> int:
        """The most calls of a model for one predicted output: 0 if programs are run instead."""
        return self.predictor.votes if self.predictor.calls_model else 0


PREDICTION_OPTIONS = ("oracle", "direct", "simulate_tokens", "simulate_temperature", "simulator")
"""The options of every strategy that predicts outputs."""


@dataclass(frozen=True, slots=True)
class CallBounds:
    """Bounds on the model calls of a strategy for one problem.

    Attributes:
        first: The replies of its first request. A smaller budget can't start the strategy.
        least: The fewest calls with which a prediction supports the selection; grows with
            `StrategyOptions.k`.
        most: The most calls of each role; None if unbounded or unknown.
    """

    first: int = 1
    least: int = 1
    most: Mapping[Role, int] | None = None


class Strategy(ABC):
    """A way to solve a problem.

    A strategy has no state: one object serves all flows. Subclasses implement `run` and set class attributes:

    Attributes:
        needs_examples: Whether it needs public tests. Problems without any are solved by "solve" instead.
        selects: Whether it selects among `k` candidates. They have to differ, so they are sampled with a
            temperature above 0; if a budget has no room for `k`, there are fewer.
        uses: The names of the strategy-specific options that it uses: "k", "turns", "votes", "pruning",
            "submit_passing", "fix_feedback", and `PREDICTION_OPTIONS` if it predicts outputs. Any other
            strategy-specific option is refused. Sampling, seed, prompts and budget apply to every strategy.
        own_options: The names of options that only this strategy has (`StrategyOptions.extra`).

    Example:
        class FirstReply(Strategy):
            def run(self, problem, options, source):
                (candidate,) = yield from source.sample(1, options.sampling, options.seed)
                return StrategyResult(candidate.program, (candidate.reply,))
    """

    needs_examples: ClassVar[bool] = False
    selects: ClassVar[bool] = False
    uses: ClassVar[tuple[str, ...]] = ()
    own_options: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def run(
        self, problem: PublicProblem, options: StrategyOptions, source: CandidateSource
    ) -> Flow[StrategyResult]:
        """Solve `problem` with candidates from `source`.

        Replies may be malformed or missing: a request can fail.
        """

    def call_bounds(self, problem: PublicProblem, options: StrategyOptions) -> CallBounds:
        """Return bounds on its calls. Override it, so that budgets and `--dry-run` have exact numbers."""
        return CallBounds()
