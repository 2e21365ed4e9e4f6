"""Self-verification: sample candidates, predict which public tests each passes, and select the best.

Predictions that can't change the selection are skipped. Programs that differ in layout only are predicted
once, voting on a test stops when its majority is decided, the candidates that may still pass most tests come
first, and those that can no longer win are dropped. On the same replies the selection is the same as with all
predictions (a property test holds it).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ses_plugin.prompts import V1, PromptSet
from ses_plugin.scoring.judge_comparators import Comparator, OutputValidator
from ses_plugin.strategies.candidates import Candidate, sample_candidates
from ses_plugin.strategies.flow import Flow, SamplingParams
from ses_plugin.strategies.prediction_check import check_predictions
from ses_plugin.strategies.predictors import ModelPredictor, PredictionQuery, Predictor
from ses_plugin.syntax import canonical_form
from ses_plugin.types.problem import PublicProblem, Test
from ses_plugin.types.program import Program

_Cell = tuple[str, int]
"""A program, by its key, and the number of a test."""

_PASS, _NOT_PREDICTED = 2, 1
"""Points of a test. One that was not predicted counts for as much as one that passes half of the time."""


def score_passes(passed: Mapping[int, bool | None]) -> int:
    """Return the score of a candidate: a test passed is 2, one that was not predicted (None) 1, a failed 0.

    Where all tests are predicted this is the order by tests passed.
    """
    return sum(_NOT_PREDICTED if one is None else _PASS * one for one in passed.values())


class Pruning(StrEnum):
    """Which predictions are skipped. The selection is the same with all of them."""

    NONE = "none"
    """None: every candidate on every test, with all votes."""
    KEEP_TIES = "keep_ties"
    """Predict enough to know all candidates that tie for the selection, in few and wide rounds."""
    WINNER_ONLY = "winner_only"
    """Predict enough to know the selection only: the fewest predictions, one program and test in a round."""


@dataclass(slots=True)
class Scoreboard:
    """How far it is known which program passes which test.

    `passed` has the tests that were predicted: None for one to which no reply came. Of programs that pass
    equally many tests the one with the least `rank` is selected; no two ranks are the same. `contenders` are
    the programs that may be selected, with those that tie if `pruning` keeps them.
    """

    programs: Mapping[str, Program]
    rank: Mapping[str, int]
    tests: Sequence[Test]
    pruning: Pruning
    checker: Comparator | OutputValidator | None = None
    passed: dict[str, dict[int, bool | None]] = field(init=False)
    contenders: set[str] = field(init=False)

    def __post_init__(self) -> None:
        if self.pruning is not Pruning.WINNER_ONLY:
            self.rank = dict.fromkeys(self.programs, 0)
        self.passed = {key: {} for key in self.programs}
        self.contenders = set(self.programs)

    def leaders(self) -> list[str]:
        """Return the contenders that, as far as is known, pass most tests."""
        best = max(map(score_passes, self.passed.values()), default=0)
        return [
            key for key in self.programs if key in self.contenders and score_passes(self.passed[key]) == best
        ]

    def prune_losers(self) -> None:
        """Drop the programs that can no longer win."""
        least = max((score_passes(passed), -self.rank[key]) for key, passed in self.passed.items())
        self.contenders = {key for key in self.contenders if self.upper_bound(key) >= least}

    def next_candidates(self) -> list[str]:
        """Return the programs to predict in the next round."""
        if self.pruning is Pruning.WINNER_ONLY:
            return [self._next_single()]
        top = max(self.upper_bound(key)[0] for key in self.contenders)
        return [key for key in self.programs if key in self.contenders and self.upper_bound(key)[0] == top]

    def _next_single(self) -> str:
        """Return the most promising program.

        While no program passes a test, the first by rank is skipped: it wins if that remains so, and may
        need no prediction.
        """
        no_points = not any(map(score_passes, self.passed.values()))
        first = min(self.contenders, key=self.rank.__getitem__)
        others = self.contenders - {first} if no_points else self.contenders
        return max(others, key=self.upper_bound)

    def pending_tests(self, key: str, order: Sequence[int]) -> list[_Cell]:
        """Return the tests of a program without a prediction, in the given order."""
        return [(key, number) for number in order if number not in self.passed[key]]

    def upper_bound(self, key: str) -> tuple[int, int]:
        """Return how many points a program has at most, and its place among those that have as many."""
        passed = self.passed[key]
        return score_passes(passed) + _PASS * (len(self.tests) - len(passed)), -self.rank[key]


def score_candidates(board: Scoreboard, predictor: Predictor, complete: bool) -> Flow[None]:
    """Predict until the selection is known; with `complete`, predict all tests of the contenders too."""
    pruned = board.pruning is not Pruning.NONE
    order = _order_tests_by_information(board.tests) if pruned else range(len(board.tests))
    while pruned and len(board.contenders) > 1:
        cells = [cell for key in board.next_candidates() for cell in board.pending_tests(key, order)[:1]]
        if not cells:
            break
        yield from _predict_cells(board, cells, predictor)
        board.prune_losers()
    if complete or not pruned:
        alive = [key for key in board.programs if key in board.contenders]
        yield from _predict_cells(
            board, [cell for key in alive for cell in board.pending_tests(key, order)], predictor
        )


def _order_tests_by_information(tests: Sequence[Test]) -> list[int]:
    """Return the order of the tests: a wrong program seldom gets much output right by chance."""
    return sorted(range(len(tests)), key=lambda number: -len(set(tests[number].output.split())))


def _predict_cells(board: Scoreboard, cells: Sequence[_Cell], predictor: Predictor) -> Flow[None]:
    """Predict which of these programs pass which of these tests."""
    votes, programs, tests = predictor.votes, board.programs, board.tests
    ballots: dict[_Cell, list[bool | None]] = {cell: [] for cell in cells}
    while open_cells := [cell for cell in cells if _to_come(ballots[cell], votes)]:
        asked = [
            (cell, PredictionQuery(programs[cell[0]], tests[cell[1]].input, vote))
            for cell in open_cells
            for vote in _next_votes(ballots[cell], votes, board.pruning)
        ]
        predictions = yield from predictor.predict([question for _, question in asked])
        checks = [
            (question.program, tests[number], predicted)
            for ((_, number), question), predicted in zip(asked, predictions, strict=True)
        ]
        found = yield from check_predictions(board.checker, checks)
        for (cell, _), one in zip(asked, found, strict=True):
            ballots[cell].append(one)
    for (key, number), ballot in ballots.items():
        board.passed[key][number] = _majority(ballot)


def _majority(ballot: Sequence[bool | None]) -> bool | None:
    """Return whether more than half of the votes that came are for a pass; None if none came."""
    came = [vote for vote in ballot if vote is not None]
    return sum(came) > len(came) / 2 if came else None


def _to_come(ballot: Sequence[bool | None], votes: int) -> int:
    """Return how many votes at least have to come before no further one can change the majority."""
    left, passing, failing = votes - len(ballot), ballot.count(True), ballot.count(False)
    more_passing = (failing + left - passing) // 2 + 1  # then they outnumber all others
    more_failing = (passing + left - failing + 1) // 2  # then no majority is left to be had
    return max(0, min(more_passing, more_failing, left))


def _next_votes(ballot: Sequence[bool | None], votes: int, prune: Pruning) -> range:
    """Return the numbers of the votes to ask for in this round: as few as may decide."""
    asked = len(ballot)
    return range(asked, votes if prune is Pruning.NONE else asked + _to_come(ballot, votes))


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

    k: int = 8
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
    """What was chosen and why.

    `predicted_passes[i]` maps the public tests that were predicted for candidate i to whether it passes
    them; None if no reply came, which counts for half of a passed one (`score_passes`). `tied` are the
    candidates that share the best score; with `Pruning.WINNER_ONLY`, those of them that are the same program
    as the one chosen. `chosen` is None if none has a program, or if the best is not good enough
    (`SelfVerify.abstain_below`).
    """

    candidates: tuple[Candidate, ...]
    predicted_passes: tuple[dict[int, bool | None], ...]
    tied: tuple[int, ...]
    chosen: int | None

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


def self_verify(task: PublicProblem, options: SelfVerify) -> Flow[SelfVerifyResult]:
    """Draw candidates and choose one."""
    candidates = yield from sample_candidates(
        task, options.k, options.sampling, options.seed, options.prompts
    )
    return (yield from select_by_prediction(task, candidates, options))


def select_by_prediction(
    task: PublicProblem, candidates: Sequence[Candidate], options: SelfVerify
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
    board = Scoreboard(programs, rank, task.public_tests, options.pruning, task.checker)
    yield from score_candidates(
        board, options.predictor, options.score_all_contenders or options.abstain_below > 0
    )
    winners = board.leaders()
    tied = tuple(i for i, key in enumerate(keys) if key in winners)
    passed = tuple(board.passed[key] if key else {} for key in keys)
    chosen = next((i for i in order if i in tied), None)
    choice = SelfVerifyResult(tuple(candidates), passed, tied, chosen)
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
