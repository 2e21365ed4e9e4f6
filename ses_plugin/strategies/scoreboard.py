"""Which candidates pass which public tests by prediction, found with as few predictions as possible.

The selection doesn't depend on the pruning: on the same replies it is the same as with all predictions (a
property test holds it). The paper predicts everything (section 3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ses_plugin.scoring.judge_comparators import Comparator, OutputValidator
from ses_plugin.strategies.flow import Flow
from ses_plugin.strategies.prediction_check import check_predictions
from ses_plugin.strategies.predictors import PredictedOutput, PredictionQuery, Predictor
from ses_plugin.types.problem import Test
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
    """No prediction: every candidate is predicted on every test, with all votes."""
    KEEP_TIES = "keep_ties"
    """Predict enough to know all candidates that tie for the selection, in few and wide rounds."""
    WINNER_ONLY = "winner_only"
    """Predict enough to know the selection only: the fewest predictions, one program and test in a round."""


@dataclass(slots=True)
class Scoreboard:
    """How far it is known which program passes which test.

    Attributes:
        rank: Breaks ties: of the programs with the best score the one with the lowest rank is selected. Ranks
            are unique.
        passed: For each program the verdict on each predicted test; None where no prediction arrived.
        votes: For each program the predictions of its output on each predicted test.
        contenders: The programs that may still be selected, with those that tie if `pruning` keeps them.
    """

    programs: Mapping[str, Program]
    rank: Mapping[str, int]
    tests: Sequence[Test]
    pruning: Pruning
    checker: Comparator | OutputValidator | None = None
    passed: dict[str, dict[int, bool | None]] = field(init=False)
    votes: dict[str, dict[int, tuple[PredictedOutput, ...]]] = field(init=False)
    contenders: set[str] = field(init=False)

    def __post_init__(self) -> None:
        if self.pruning is not Pruning.WINNER_ONLY:
            self.rank = dict.fromkeys(self.programs, 0)
        self.passed = {key: {} for key in self.programs}
        self.votes = {key: {} for key in self.programs}
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
    ballots: dict[_Cell, list[bool | None]] = {cell: [] for cell in cells}
    votes: dict[_Cell, list[PredictedOutput]] = {cell: [] for cell in cells}
    while pending := [
        (cell, vote) for cell in cells for vote in _next_votes(ballots[cell], predictor.votes, board.pruning)
    ]:
        predictions = yield from predictor.predict(
            [
                PredictionQuery(board.programs[key], board.tests[test].input, vote)
                for (key, test), vote in pending
            ]
        )
        checks = [
            (board.programs[key], board.tests[test], prediction)
            for ((key, test), _), prediction in zip(pending, predictions, strict=True)
        ]
        verdicts = yield from check_predictions(board.checker, checks)
        for (cell, _), prediction, verdict in zip(pending, predictions, verdicts, strict=True):
            votes[cell].append(prediction)
            ballots[cell].append(verdict)
    for cell in cells:
        key, test = cell
        board.passed[key][test] = _majority(ballots[cell])
        board.votes[key][test] = tuple(votes[cell])


def _majority(ballot: Sequence[bool | None]) -> bool | None:
    """Return whether more than half of the votes that arrived are for a pass; None if none arrived."""
    arrived = [vote for vote in ballot if vote is not None]
    return sum(arrived) > len(arrived) / 2 if arrived else None


def _undecided_votes(ballot: Sequence[bool | None], votes: int) -> int:
    """Return how many further votes it takes, at least, until no vote can change the majority."""
    left, passing, failing = votes - len(ballot), ballot.count(True), ballot.count(False)
    for_a_pass = (failing + left - passing) // 2 + 1  # then passing votes outnumber all others
    for_a_fail = (passing + left - failing + 1) // 2  # then no majority of passing votes is possible
    return max(0, min(for_a_pass, for_a_fail, left))


def _next_votes(ballot: Sequence[bool | None], votes: int, pruning: Pruning) -> range:
    """Return the numbers of the votes to ask for in this round: as few as may decide."""
    taken, undecided = len(ballot), _undecided_votes(ballot, votes)
    return range(taken, votes if pruning is Pruning.NONE and undecided else taken + undecided)
