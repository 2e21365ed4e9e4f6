"""Predicted verdicts of candidates on public tests, with as few predictions as possible.

Pruning never changes the selection: on the same replies it is the same as with all predictions (a property
test checks this). The paper predicts everything (section 3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ses_plugin.scoring.judge_comparators import Comparator, OutputValidator
from ses_plugin.strategies.flow import Flow
from ses_plugin.strategies.predictors import PredictedOutput, PredictionQuery, Predictor, check_predictions
from ses_plugin.types.problem import Test
from ses_plugin.types.program import Program

_Cell = tuple[str, int]
"""The key of a program, and the number of a test."""

_PASS, _NOT_PREDICTED = 2, 1
"""Points for a test. A test without a prediction counts half: it is as likely to pass as to fail."""


def score_passes(passed: Mapping[int, bool | None]) -> int:
    """Return a candidate's score: 2 for each passed test, 1 for each not predicted (None), 0 for each failed.

    If all tests are predicted, this ranks candidates by the number of passed tests.

    Example:
        >>> score_passes({0: True, 1: None, 2: False})
        3
    """
    return sum(_NOT_PREDICTED if verdict is None else _PASS * verdict for verdict in passed.values())


class Pruning(StrEnum):
    """Which predictions are skipped. The selection is the same with each value."""

    NONE = "none"
    """Skip nothing: predict every candidate on every test, with all votes."""
    KEEP_TIES = "keep_ties"
    """Predict until all candidates that tie for the best score are known, in few rounds of many requests."""
    WINNER_ONLY = "winner_only"
    """Predict until the winner is known: the fewest predictions, with one program and test in each round."""


@dataclass(slots=True)
class Scoreboard:
    """The predicted verdicts so far, of each program on each test.

    Attributes:
        rank: Breaks ties: of the programs with the best score, the one with the lowest rank is selected.
            Ranks are unique.
        passed: The verdict of each program on each predicted test; None where no prediction arrived. Tests
            are predicted in one order, so those that are missing are the last ones of it.
        scores: The score of each program so far (`score_passes`).
        votes: The predictions of each program's output on each predicted test.
        contenders: The programs that may still be selected or, if `pruning` keeps ties, tie with the winner.
    """

    programs: Mapping[str, Program]
    rank: Mapping[str, int]
    tests: Sequence[Test]
    pruning: Pruning
    checker: Comparator | OutputValidator | None = None
    passed: dict[str, dict[int, bool | None]] = field(init=False)
    votes: dict[str, dict[int, tuple[PredictedOutput, ...]]] = field(init=False)
    scores: dict[str, int] = field(init=False)
    contenders: set[str] = field(init=False)

    def __post_init__(self) -> None:
        if self.pruning is not Pruning.WINNER_ONLY:
            self.rank = dict.fromkeys(self.programs, 0)
        self.passed = {key: {} for key in self.programs}
        self.votes = {key: {} for key in self.programs}
        self.scores = dict.fromkeys(self.programs, 0)
        self.contenders = set(self.programs)

    def record(self, cell: _Cell, verdict: bool | None, votes: tuple[PredictedOutput, ...]) -> None:
        """Enter the verdict on a program and a test, and the votes that it comes from."""
        key, test = cell
        self.passed[key][test], self.votes[key][test] = verdict, votes
        self.scores[key] += score_passes({test: verdict})

    def leaders(self) -> list[str]:
        """Return the contenders with the best score so far."""
        best = max(self.scores.values(), default=0)
        return [key for key in self.programs if key in self.contenders and self.scores[key] == best]

    def prune_losers(self) -> None:
        """Drop the programs that can no longer win."""
        best_so_far = max((score, -self.rank[key]) for key, score in self.scores.items())
        self.contenders = {key for key in self.contenders if self.upper_bound(key) >= best_so_far}

    def next_candidates(self) -> list[str]:
        """Return the programs to predict in the next round."""
        if self.pruning is Pruning.WINNER_ONLY:
            return [self._next_single()]
        top = max(self.upper_bound(key)[0] for key in self.contenders)
        return [key for key in self.programs if key in self.contenders and self.upper_bound(key)[0] == top]

    def _next_single(self) -> str:
        """Return the program with the highest achievable score.

        While no program passes a test, the first by rank is skipped: it wins if no other program scores, and
        then needs no prediction.
        """
        no_points = not any(self.scores.values())
        first = min(self.contenders, key=self.rank.__getitem__)
        others = self.contenders - {first} if no_points else self.contenders
        return max(others, key=self.upper_bound)

    def pending_tests(self, key: str, order: Sequence[int]) -> list[_Cell]:
        """Return the tests on which a program is not predicted yet, in the given order."""
        return [(key, number) for number in order[len(self.passed[key]) :]]

    def next_test(self, key: str, order: Sequence[int]) -> list[_Cell]:
        """Return the first of `pending_tests`; none if there is none."""
        place = len(self.passed[key])
        return [(key, order[place])] if place < len(order) else []

    def upper_bound(self, key: str) -> tuple[int, int]:
        """Return a program's highest achievable score, and its rank (negated) to break ties."""
        missing = len(self.tests) - len(self.passed[key])
        return self.scores[key] + _PASS * missing, -self.rank[key]


def score_candidates(scoreboard: Scoreboard, predictor: Predictor, complete: bool) -> Flow[None]:
    """Predict until the selection is known; with `complete`, also predict the contenders on all tests."""
    pruned = scoreboard.pruning is not Pruning.NONE
    order = _order_tests_by_information(scoreboard.tests) if pruned else range(len(scoreboard.tests))
    while pruned and len(scoreboard.contenders) > 1:
        cells = [cell for key in scoreboard.next_candidates() for cell in scoreboard.next_test(key, order)]
        if not cells:
            break
        yield from _predict_cells(scoreboard, cells, predictor)
        scoreboard.prune_losers()
    if complete or not pruned:
        contenders = [key for key in scoreboard.programs if key in scoreboard.contenders]
        yield from _predict_cells(
            scoreboard,
            [cell for key in contenders for cell in scoreboard.pending_tests(key, order)],
            predictor,
        )


def _order_tests_by_information(tests: Sequence[Test]) -> list[int]:
    """Return the numbers of the tests, those with the most distinct words in their output first.

    A wrong program rarely gets a long output right by chance.
    """
    return sorted(range(len(tests)), key=lambda number: -len(set(tests[number].output.split())))


def _predict_cells(scoreboard: Scoreboard, cells: Sequence[_Cell], predictor: Predictor) -> Flow[None]:
    """Predict the verdict of each cell, by majority vote."""
    ballots: dict[_Cell, list[bool | None]] = {cell: [] for cell in cells}
    votes: dict[_Cell, list[PredictedOutput]] = {cell: [] for cell in cells}
    while pending := [
        (cell, vote)
        for cell in cells
        for vote in _next_votes(ballots[cell], predictor.votes, scoreboard.pruning)
    ]:
        predictions = yield from predictor.predict(
            [
                PredictionQuery(scoreboard.programs[key], scoreboard.tests[test].input, vote)
                for (key, test), vote in pending
            ]
        )
        checks = [
            (scoreboard.programs[key], scoreboard.tests[test], prediction)
            for ((key, test), _), prediction in zip(pending, predictions, strict=True)
        ]
        verdicts = yield from check_predictions(scoreboard.checker, checks)
        for (cell, _), prediction, verdict in zip(pending, predictions, verdicts, strict=True):
            votes[cell].append(prediction)
            ballots[cell].append(verdict)
    for cell in cells:
        scoreboard.record(cell, _majority(ballots[cell]), tuple(votes[cell]))


def _majority(verdicts: Sequence[bool | None]) -> bool | None:
    """Return whether more than half of the votes that arrived are passes; None if none arrived."""
    arrived = [vote for vote in verdicts if vote is not None]
    return sum(arrived) > len(arrived) / 2 if arrived else None


def _undecided_votes(verdicts: Sequence[bool | None], votes: int) -> int:
    """Return the fewest further votes after which no other vote can change the majority."""
    remaining, passing, failing = votes - len(verdicts), verdicts.count(True), verdicts.count(False)
    for_a_pass = (failing + remaining - passing) // 2 + 1  # passing votes then outnumber all others
    for_a_fail = (passing + remaining - failing + 1) // 2  # a majority of passing votes is then impossible
    return max(0, min(for_a_pass, for_a_fail, remaining))


def _next_votes(verdicts: Sequence[bool | None], votes: int, pruning: Pruning) -> range:
    """Return the indices of the votes to request in this round: the fewest that may decide."""
    cast, undecided = len(verdicts), _undecided_votes(verdicts, votes)
    return range(cast, votes if pruning is Pruning.NONE and undecided else cast + undecided)
