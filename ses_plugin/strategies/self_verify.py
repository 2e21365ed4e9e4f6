"""Self-verification: sample candidates, predict which public tests each passes, and select the best.

Programs that differ only in layout are predicted once. Predictions that can't change the selection are
skipped (`scoreboard`).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ses_plugin.prompts import V1, PromptSet
from ses_plugin.strategies.candidates import Candidate, CandidateSource, sample_candidates
from ses_plugin.strategies.flow import Flow, Role, SamplingParams
from ses_plugin.strategies.predictors import ModelPredictor, PredictedOutput, Predictor
from ses_plugin.strategies.scoreboard import Pruning, Scoreboard, score_candidates, score_passes
from ses_plugin.strategies.strategy import (
    NO_PROGRAM,
    PREDICTION_OPTIONS,
    CallBounds,
    CandidateReport,
    ExampleCheck,
    Strategy,
    StrategyOptions,
    StrategyResult,
    all_passed,
    describe_candidates,
    describe_passes,
    rank_replies,
    report_candidate,
)
from ses_plugin.syntax import canonical_form
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Program


class TieBreak(StrEnum):
    """Which of the candidates that pass equally many tests is selected."""

    RANDOM = "random"
    """A random one (the paper's rule)."""
    SHORTEST = "shortest"
    """The one with the shortest reply."""
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class SelfVerify:
    """Options of self-verification: best@k with a predictor."""

    k: int = 5
    sampling: SamplingParams = field(default_factory=SamplingParams)
    predictor: Predictor = field(default_factory=ModelPredictor)
    pruning: Pruning = Pruning.KEEP_TIES
    """Which predictions are skipped. It never changes the selection."""
    tie_break: TieBreak = TieBreak.RANDOM
    seed: int = 0
    """The seed of the first candidate and of random tie-breaks."""
    score_all_contenders: bool = False
    """Predict the contenders on every test, even where that can't change the selection."""
    abstain_below: float = 0.0
    """Select nothing if the best candidate passes less than this share of its predicted tests, or if none was
    predicted. Implies `score_all_contenders`."""

    prompts: PromptSet = V1
    """The prompts for candidates; the predictor has its own."""


@dataclass(frozen=True, slots=True)
class SelfVerifyResult:
    """The selected candidate, and the predictions behind the selection.

    Attributes:
        predicted_passes: The verdict of each candidate on each predicted public test, by the test's number;
            None if no prediction arrived, which scores half a pass (`score_passes`).
        tied: The candidates that share the best score; with `Pruning.WINNER_ONLY`, only those with the same
            program as the chosen one.
        chosen: The selected candidate; None if none has a program, or if the best one passes too few tests
            (`SelfVerify.abstain_below`).
        votes: The predictions of each candidate's output on each predicted test.
    """

    candidates: tuple[Candidate, ...]
    predicted_passes: tuple[dict[int, bool | None], ...]
    tied: tuple[int, ...]
    chosen: int | None
    votes: tuple[dict[int, tuple[PredictedOutput, ...]], ...]

    @property
    def program(self) -> Program | None:
        """The selected program."""
        return None if self.chosen is None else self.candidates[self.chosen].program

    @property
    def confidence(self) -> float | None:
        """The share of predicted tests that the best candidate passes; None if no test was predicted."""
        if not self.tied:
            return None
        verdicts = self.predicted_passes[self.tied[0] if self.chosen is None else self.chosen]
        predicted = [passed for passed in verdicts.values() if passed is not None]
        return sum(predicted) / len(predicted) if predicted else None


def self_verify(problem: PublicProblem, options: SelfVerify) -> Flow[SelfVerifyResult]:
    """Sample candidates and select one."""
    candidates = yield from sample_candidates(
        problem, options.k, options.sampling, options.seed, options.prompts
    )
    return (yield from select_by_prediction(problem, candidates, options))


def select_by_prediction(
    problem: PublicProblem, candidates: Sequence[Candidate], options: SelfVerify
) -> Flow[SelfVerifyResult]:
    """Select one of the candidates by predicted outputs."""
    keys = [
        None if candidate.program is None else canonical_form(candidate.program.source)
        for candidate in candidates
    ]
    order = _tie_order(candidates, options)
    programs: dict[str, Program] = {}
    for key, candidate in zip(keys, candidates, strict=True):
        if key and candidate.program:
            programs.setdefault(key, candidate.program)
    rank: dict[str, int] = {}
    for place, number in enumerate(order):
        if key := keys[number]:
            rank.setdefault(key, place)
    scoreboard = Scoreboard(programs, rank, problem.public_tests, options.pruning, problem.checker)
    yield from score_candidates(
        scoreboard, options.predictor, options.score_all_contenders or options.abstain_below > 0
    )
    winners = scoreboard.leaders()
    tied = tuple(i for i, key in enumerate(keys) if key in winners)
    passed = tuple(scoreboard.passed[key] if key else {} for key in keys)
    chosen = next((i for i in order if i in tied), None)
    votes = tuple(scoreboard.votes[key] if key else {} for key in keys)
    choice = SelfVerifyResult(tuple(candidates), passed, tied, chosen, votes)
    abstains = options.abstain_below > 0 and (choice.confidence or 0.0) < options.abstain_below
    return replace(choice, chosen=None) if abstains else choice


def _tie_order(candidates: Sequence[Candidate], options: SelfVerify) -> list[int]:
    """Return the numbers of the candidates in the order in which ties are broken."""
    order = list(range(len(candidates)))
    if options.tie_break is TieBreak.RANDOM:
        random.Random(options.seed).shuffle(order)  # noqa: S311 - not for security
    if options.tie_break is TieBreak.SHORTEST:
        order.sort(key=lambda number: len(candidates[number].reply))
    return order


class SelfVerifyStrategy(Strategy):
    """Best@k by prediction (paper, section 3)."""

    needs_examples = True
    selects = True
    uses = ("k", "votes", "pruning", *PREDICTION_OPTIONS)

    def run(
        self, problem: PublicProblem, options: StrategyOptions, source: CandidateSource
    ) -> Flow[StrategyResult]:
        """Sample candidates and select one; the selected one is predicted on every example."""
        candidates = yield from source.sample(options.candidates, options.sampling, options.seed)
        settings = SelfVerify(
            predictor=options.predictor,
            pruning=options.pruning,
            seed=options.seed,
            score_all_contenders=True,  # the report has the verdict on every example
        )
        choice = yield from select_by_prediction(problem, candidates, settings)
        return report_selection(choice, problem, simulated=options.predictor.calls_model)

    def call_bounds(self, problem: PublicProblem, options: StrategyOptions) -> CallBounds:
        """Return k candidates, with at least one prediction each, and all predictions for the best one."""
        k, votes, tests = options.candidates, options.simulation_calls, len(problem.public_tests)
        least = k * (1 + votes) + votes * max(tests - 1, 0)
        return CallBounds(k, least, {Role.SOLVE: k, Role.SIMULATE: k * votes * tests})


def report_selection(
    choice: SelfVerifyResult, problem: PublicProblem, *, simulated: bool = True
) -> StrategyResult:
    """Return the report on a selection. `simulated` is whether a model predicted the outputs."""
    reports = tuple(_report_candidates(choice, problem))
    scores = [score_passes(passed) for passed in choice.predicted_passes]
    summary, verified = [NO_PROGRAM], None
    if choice.chosen is not None:
        best = reports[choice.chosen]
        verified = all_passed([example.passed for example in best.examples])
        name = f"Candidate {choice.chosen + 1} of {len(reports)}"
        summary = [f"{name} {describe_passes(best, simulated=simulated)}."]
        summary += describe_candidates(choice.candidates, choice.tied)
    return StrategyResult(
        choice.program,
        rank_replies(choice.candidates, choice.chosen, scores),
        reports,
        verified,
        choice.confidence,
        tuple(summary),
    )


def _report_candidates(choice: SelfVerifyResult, problem: PublicProblem) -> Iterator[CandidateReport]:
    for index, candidate in enumerate(choice.candidates):
        passed, votes = choice.predicted_passes[index], choice.votes[index]
        examples = (
            ExampleCheck(test.input, test.output, votes.get(number, ()), passed.get(number))
            for number, test in enumerate(problem.public_tests)
        )
        tied = len(choice.tied) > 1 and index in choice.tied
        yield report_candidate(candidate, examples, chosen=index == choice.chosen, tied=tied)
