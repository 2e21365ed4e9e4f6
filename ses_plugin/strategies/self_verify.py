"""Self-verification: sample candidates, predict which public tests each passes, and select the best.

Programs that differ in layout only are predicted once, and predictions that can't change the selection are
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
from ses_plugin.strategies.result import (
    NO_PROGRAM,
    CandidateReport,
    ExampleCheck,
    StrategyResult,
    all_passed,
    describe_candidates,
    describe_passes,
    rank_replies,
    report_candidate,
)
from ses_plugin.strategies.scoreboard import Pruning, Scoreboard, score_candidates, score_passes
from ses_plugin.strategies.strategy import PREDICTION_OPTIONS, CallBounds, Strategy, StrategyOptions
from ses_plugin.syntax import canonical_form
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Program


class TieBreak(StrEnum):
    """Which of the candidates that pass equally many tests is taken."""

    RANDOM = "random"
    """Any of them (the paper's rule)."""
    SHORTEST = "shortest"
    """The one of the shortest reply."""
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class SelfVerify:
    """Options of self-verification: best@k with a predictor."""

    k: int = 5
    sampling: SamplingParams = field(default_factory=SamplingParams)
    predictor: Predictor = field(default_factory=ModelPredictor)
    pruning: Pruning = Pruning.KEEP_TIES
    """Which predictions are skipped, for the same selection."""
    tie_break: TieBreak = TieBreak.RANDOM
    seed: int = 0
    """Draws candidates, and decides between those that pass equally many tests."""
    score_all_contenders: bool = False
    """Predict every test of the contenders, although it can't change the selection."""
    abstain_below: float = 0.0
    """Choose nothing if the choice passes less than this share of its predicted tests, or if none of them was
    predicted; implies `score_all_contenders`."""

    prompts: PromptSet = V1
    """Asks for candidates; the predictor has its own."""


@dataclass(frozen=True, slots=True)
class SelfVerifyResult:
    """Which candidate was selected and why.

    Attributes:
        predicted_passes: For each candidate the verdict on each predicted public test, by the test's number;
            None if no prediction arrived, which scores half of a pass (`score_passes`).
        tied: The candidates that share the best score; with `Pruning.WINNER_ONLY`, those of them that are the
            same program as the one chosen.
        chosen: The selected candidate; None if none has a program, or if the best is not good enough
            (`SelfVerify.abstain_below`).
        votes: For each candidate the predictions of its output on each predicted test.
    """

    candidates: tuple[Candidate, ...]
    predicted_passes: tuple[dict[int, bool | None], ...]
    tied: tuple[int, ...]
    chosen: int | None
    votes: tuple[dict[int, tuple[PredictedOutput, ...]], ...]

    @property
    def program(self) -> Program | None:
        """The program chosen."""
        return None if self.chosen is None else self.candidates[self.chosen].program

    @property
    def confidence(self) -> float | None:
        """The share of tests that the best passes, of those predicted; None if none was."""
        if not self.tied:
            return None
        asked = self.predicted_passes[self.tied[0] if self.chosen is None else self.chosen]
        predicted = [passed for passed in asked.values() if passed is not None]
        return sum(predicted) / len(predicted) if predicted else None


def self_verify(problem: PublicProblem, options: SelfVerify) -> Flow[SelfVerifyResult]:
    """Draw candidates and choose one."""
    candidates = yield from sample_candidates(
        problem, options.k, options.sampling, options.seed, options.prompts
    )
    return (yield from select_by_prediction(problem, candidates, options))


def select_by_prediction(
    problem: PublicProblem, candidates: Sequence[Candidate], options: SelfVerify
) -> Flow[SelfVerifyResult]:
    """Choose one of the candidates."""
    keys = [None if c.program is None else canonical_form(c.program.source) for c in candidates]
    order = _tie_order(candidates, options)
    programs: dict[str, Program] = {}
    for key, candidate in zip(keys, candidates, strict=True):
        if key and candidate.program:
            programs.setdefault(key, candidate.program)
    rank: dict[str, int] = {}
    for place, number in enumerate(order):
        if key := keys[number]:
            rank.setdefault(key, place)
    board = Scoreboard(programs, rank, problem.public_tests, options.pruning, problem.checker)
    yield from score_candidates(
        board, options.predictor, options.score_all_contenders or options.abstain_below > 0
    )
    winners = board.leaders()
    tied = tuple(i for i, key in enumerate(keys) if key in winners)
    passed = tuple(board.passed[key] if key else {} for key in keys)
    chosen = next((i for i in order if i in tied), None)
    votes = tuple(board.votes[key] if key else {} for key in keys)
    choice = SelfVerifyResult(tuple(candidates), passed, tied, chosen, votes)
    abstains = options.abstain_below > 0 and (choice.confidence or 0.0) < options.abstain_below
    return replace(choice, chosen=None) if abstains else choice


def _tie_order(candidates: Sequence[Candidate], options: SelfVerify) -> list[int]:
    """Return the numbers of the candidates, of those that tie the one to be chosen first."""
    order = list(range(len(candidates)))
    if options.tie_break is TieBreak.RANDOM:
        random.Random(options.seed).shuffle(order)  # noqa: S311 - a draw, no secret
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
            score_all_contenders=True,  # users are told whether the program passes every example
        )
        choice = yield from select_by_prediction(problem, candidates, settings)
        return report_selection(choice, problem, simulated=options.predictor.calls_model)

    def call_bounds(self, problem: PublicProblem, options: StrategyOptions) -> CallBounds:
        """Return k candidates, at least one prediction of each, and of the best one all."""
        k, votes, tests = options.candidates, options.simulation_calls, len(problem.public_tests)
        least = k * (1 + votes) + votes * max(tests - 1, 0)
        return CallBounds(k, least, {Role.SOLVE: k, Role.SIMULATE: k * votes * tests})


def report_selection(
    choice: SelfVerifyResult, problem: PublicProblem, *, simulated: bool = True
) -> StrategyResult:
    """Return what is reported of a selection; `simulated` is whether a model predicted."""
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
