"""Self-verification (paper, section 3): of k candidates, the one that passes most public tests by prediction.

`prune` asks less for the same choice: programs that differ in layout alone are asked about once, no more
votes are cast on a decided prediction, a round asks about those alone that may still pass most tests, and a
candidate that can no longer win is left alone. On the same replies the choice is that of asking everything (a
property test holds it).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ses_plugin.problems import Task, Test
from ses_plugin.programs import Program
from ses_plugin.prompts import V1, PromptSet
from ses_plugin.strategies.drafts import Draft, drafts
from ses_plugin.strategies.flow import Flow, Sampling
from ses_plugin.strategies.predict import Predictor, Question, Simulate, passes
from ses_plugin.syntax import normalised

_Cell = tuple[str, int]
"""A program, by its key, and the number of a test."""


class Tie(StrEnum):
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
    sampling: Sampling = field(default_factory=Sampling)
    predictor: Predictor = field(default_factory=Simulate)
    prune: bool = True
    tie: Tie = Tie.RANDOM
    seed: int = 0
    """Draws candidates, and decides between those that pass equally many tests."""
    complete: bool = False
    """Ask whoever may be chosen about every test, although it can't change the choice."""
    abstain_below: float = 0.0
    """Choose nothing if the choice passes less than this share of the public tests; implies `complete`."""

    prompts: PromptSet = V1
    """Asks for candidates; the predictor has its own."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen and why.

    `passed[i]` maps the public tests that candidate i was asked about to whether it passes them, by
    prediction. `tied` are the candidates that share the best score. `chosen` is None if none has a program,
    or if the best is not good enough (`SelfVerify.abstain_below`).
    """

    candidates: tuple[Draft, ...]
    passed: tuple[dict[int, bool], ...]
    tied: tuple[int, ...]
    chosen: int | None

    @property
    def program(self) -> Program | None:
        """The program chosen."""
        return None if self.chosen is None else self.candidates[self.chosen].program

    @property
    def confidence(self) -> float | None:
        """The share of tests that the best passes by prediction, of those asked about; None if none was."""
        asked = self.passed[self.tied[0]] if self.tied else {}
        return sum(asked.values()) / len(asked) if asked else None


def self_verify(task: Task, options: SelfVerify) -> Flow[Choice]:
    """Draw candidates and choose one."""
    candidates = yield from drafts(task, options.k, options.sampling, options.seed, options.prompts)
    return (yield from choose(task, candidates, options))


def choose(task: Task, candidates: Sequence[Draft], options: SelfVerify) -> Flow[Choice]:
    """Choose one of the candidates."""
    keys = [None if c.program is None else normalised(c.program.source) for c in candidates]
    programs = {
        k: c.program for k, c in reversed(list(zip(keys, candidates, strict=True))) if k and c.program
    }
    board = yield from _scored(programs, task.public, options)
    best = max((sum(passed.values()) for passed in board.passed.values()), default=0)
    winners = {
        key for key, passed in board.passed.items() if sum(passed.values()) == best and key in board.alive
    }
    tied = tuple(i for i, key in enumerate(keys) if key in winners)
    passed = tuple(board.passed[key] if key else {} for key in keys)
    choice = Choice(tuple(candidates), passed, tied, _taken(tied, candidates, options))
    abstains = options.abstain_below > 0 and (choice.confidence or 0.0) < options.abstain_below
    return replace(choice, chosen=None) if abstains else choice


def _taken(tied: Sequence[int], candidates: Sequence[Draft], options: SelfVerify) -> int | None:
    if not tied:
        return None
    if options.tie is Tie.SHORTEST:
        return min(tied, key=lambda number: len(candidates[number].reply))
    if options.tie is Tie.FIRST:
        return tied[0]
    return random.Random(options.seed).choice(tied)  # noqa: S311 - a draw, no secret


@dataclass(slots=True)
class _Board:
    """How far it is known which program passes which test."""

    programs: dict[str, Program]
    passed: dict[str, dict[int, bool]]
    alive: set[str]
    tests: int

    def drop_losers(self) -> None:
        """Leave alone whoever can no longer reach the best."""
        least = max((sum(passed.values()) for passed in self.passed.values()), default=0)
        self.alive = {key for key in self.alive if self._most(key) >= least}

    def most_promising(self) -> list[str]:
        """Return those that may still pass more tests than the others."""
        top = max(map(self._most, self.alive))
        return [key for key in self.programs if key in self.alive and self._most(key) == top]

    def unasked(self, key: str, order: Sequence[int]) -> list[_Cell]:
        """Return what is not known of a program yet, in the order of tests that is given."""
        return [(key, number) for number in order if number not in self.passed[key]]

    def _most(self, key: str) -> int:
        """Return how many tests a program passes at most."""
        passed = self.passed[key]
        return sum(passed.values()) + self.tests - len(passed)


def _scored(programs: dict[str, Program], tests: Sequence[Test], options: SelfVerify) -> Flow[_Board]:
    board = _Board(programs, {key: {} for key in programs}, set(programs), len(tests))
    order = range(len(tests)) if not options.prune else _most_telling_first(tests)
    while options.prune and len(board.alive) > 1:
        cells = [cell for key in board.most_promising() for cell in board.unasked(key, order)[:1]]
        if not cells:
            break
        yield from _ask(board, tests, cells, options)
        board.drop_losers()
    if options.complete or options.abstain_below > 0 or not options.prune:
        left = [cell for key in programs if key in board.alive for cell in board.unasked(key, order)]
        yield from _ask(board, tests, left, options)
    return board


def _most_telling_first(tests: Sequence[Test]) -> list[int]:
    """Return the order of the tests: a wrong program seldom gets much output right by chance."""
    return sorted(range(len(tests)), key=lambda number: -len(set(tests[number].output.split())))


def _ask(board: _Board, tests: Sequence[Test], cells: Sequence[_Cell], options: SelfVerify) -> Flow[None]:
    """Find out which of these programs pass which of these tests."""
    votes, programs = options.predictor.votes, board.programs
    ballots: dict[_Cell, list[bool]] = {cell: [] for cell in cells}
    while open_cells := [cell for cell in cells if _decided(ballots[cell], votes) is None]:
        asked = [
            (cell, Question(programs[cell[0]], tests[cell[1]].input, vote))
            for cell in open_cells
            for vote in range(len(ballots[cell]), _next(ballots[cell], votes, options.prune))
        ]
        predictions = yield from options.predictor.predict([question for _, question in asked])
        for ((key, number), question), predicted in zip(asked, predictions, strict=True):
            ballots[key, number].append(passes(question.program, tests[number], predicted))
    for (key, number), ballot in ballots.items():
        board.passed[key][number] = bool(_decided(ballot, votes))


def _decided(ballot: list[bool], votes: int) -> bool | None:
    """Return the outcome once no vote can change it: a test is passed by more than half of all votes."""
    if sum(ballot) > votes / 2:
        return True
    return False if len(ballot) - sum(ballot) >= votes / 2 else None


def _next(ballot: list[bool], votes: int, prune: bool) -> int:
    """Return how many votes there are to be after this round: as few as may decide."""
    if not prune:
        return votes
    missing = min(votes // 2 + 1 - sum(ballot), -(-votes // 2) - (len(ballot) - sum(ballot)))
    return len(ballot) + max(1, missing)
