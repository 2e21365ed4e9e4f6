"""Who passes which public tests by prediction, with no question that can't change the choice.

Programs that differ in layout alone are asked about once, by who calls. No more votes are cast on a decided
prediction, those are asked about first that may still pass most tests, and who can no longer win is left
alone. On the same replies the choice is that of asking everything (a property test holds it).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ses_plugin.comparators import Comparator, Validator
from ses_plugin.problems import Test
from ses_plugin.programs import Program
from ses_plugin.strategies.checking import verdicts
from ses_plugin.strategies.flow import Flow
from ses_plugin.strategies.predict import Predictor, Question

_Cell = tuple[str, int]
"""A program, by its key, and the number of a test."""

_PASS, _NOT_PREDICTED = 2, 1
"""Points of a test. One that was not predicted counts for as much as one that passes half of the time."""


def points(passed: Mapping[int, bool | None]) -> int:
    """Return the score of a candidate: a test passed is 2, one that was not predicted (None) 1, a failed 0.

    Where all tests are predicted this is the order by tests passed.
    """
    return sum(_NOT_PREDICTED if one is None else _PASS * one for one in passed.values())


class Prune(StrEnum):
    """What is left out. The choice is the same with all of them."""

    NOTHING = "nothing"
    """Everybody is asked about every test, with all votes."""
    TIES = "ties"
    """Enough is asked to know all that tie for the choice, in few and wide rounds."""
    CHOICE = "choice"
    """Enough to know the choice alone: least is asked, one program and test in a round."""


@dataclass(slots=True)
class Board:
    """How far it is known which program passes which test.

    `passed` has the tests that were asked about: None for one to which no reply came. `rank` tells of those
    that pass equally many tests who is chosen: the least, and no two are the same.
    `alive` are the programs that may be chosen, with those that tie for it if `prune` lets them be known.
    """

    programs: Mapping[str, Program]
    rank: Mapping[str, int]
    tests: Sequence[Test]
    prune: Prune
    checker: Comparator | Validator | None = None
    passed: dict[str, dict[int, bool | None]] = field(init=False)
    alive: set[str] = field(init=False)

    def __post_init__(self) -> None:
        if self.prune is not Prune.CHOICE:
            self.rank = dict.fromkeys(self.programs, 0)
        self.passed = {key: {} for key in self.programs}
        self.alive = set(self.programs)

    def best(self) -> list[str]:
        """Return those that may be chosen and, as far as is known, pass most tests."""
        best = max(map(points, self.passed.values()), default=0)
        return [key for key in self.programs if key in self.alive and points(self.passed[key]) == best]

    def drop_losers(self) -> None:
        """Leave alone whoever can no longer win."""
        least = max((points(passed), -self.rank[key]) for key, passed in self.passed.items())
        self.alive = {key for key in self.alive if self.standing(key) >= least}

    def to_ask(self) -> list[str]:
        """Return whom to ask about in the next round."""
        if self.prune is Prune.CHOICE:
            return [self._next_alone()]
        top = max(self.standing(key)[0] for key in self.alive)
        return [key for key in self.programs if key in self.alive and self.standing(key)[0] == top]

    def _next_alone(self) -> str:
        """Return the most promising.

        But as long as nobody passes anything, the first by rank, who wins if that
        remains so, is left alone: it need not be asked about at all.
        """
        no_points = not any(map(points, self.passed.values()))
        first = min(self.alive, key=self.rank.__getitem__)
        others = self.alive - {first} if no_points else self.alive
        return max(others, key=self.standing)

    def unasked(self, key: str, order: Sequence[int]) -> list[_Cell]:
        """Return what is not known of a program yet, in the order of tests that is given."""
        return [(key, number) for number in order if number not in self.passed[key]]

    def standing(self, key: str) -> tuple[int, int]:
        """Return how many points a program has at most, and its place among those that have as many."""
        passed = self.passed[key]
        return points(passed) + _PASS * (len(self.tests) - len(passed)), -self.rank[key]


def scored(board: Board, predictor: Predictor, complete: bool) -> Flow[None]:
    """Ask until it is known who is to be chosen; `complete`, then also all about whoever may be."""
    pruned = board.prune is not Prune.NOTHING
    order = _most_telling_first(board.tests) if pruned else range(len(board.tests))
    while pruned and len(board.alive) > 1:
        cells = [cell for key in board.to_ask() for cell in board.unasked(key, order)[:1]]
        if not cells:
            break
        yield from _ask(board, cells, predictor)
        board.drop_losers()
    if complete or not pruned:
        alive = [key for key in board.programs if key in board.alive]
        yield from _ask(board, [cell for key in alive for cell in board.unasked(key, order)], predictor)


def _most_telling_first(tests: Sequence[Test]) -> list[int]:
    """Return the order of the tests: a wrong program seldom gets much output right by chance."""
    return sorted(range(len(tests)), key=lambda number: -len(set(tests[number].output.split())))


def _ask(board: Board, cells: Sequence[_Cell], predictor: Predictor) -> Flow[None]:
    """Find out which of these programs pass which of these tests."""
    votes, programs, tests = predictor.votes, board.programs, board.tests
    ballots: dict[_Cell, list[bool | None]] = {cell: [] for cell in cells}
    while open_cells := [cell for cell in cells if _to_come(ballots[cell], votes)]:
        asked = [
            (cell, Question(programs[cell[0]], tests[cell[1]].input, vote))
            for cell in open_cells
            for vote in _next_votes(ballots[cell], votes, board.prune)
        ]
        predictions = yield from predictor.predict([question for _, question in asked])
        checks = [
            (question.program, tests[number], predicted)
            for ((_, number), question), predicted in zip(asked, predictions, strict=True)
        ]
        found = yield from verdicts(board.checker, checks)
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


def _next_votes(ballot: Sequence[bool | None], votes: int, prune: Prune) -> range:
    """Return the numbers of the votes to ask for in this round: as few as may decide."""
    asked = len(ballot)
    return range(asked, votes if prune is Prune.NOTHING else asked + _to_come(ballot, votes))
