"""Self-verification (paper, section 3): of k candidates, one that by prediction passes most tests."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ses_plugin.problems import Task
from ses_plugin.programs import Program
from ses_plugin.prompts import V1, PromptSet
from ses_plugin.strategies.drafts import Draft, drafts
from ses_plugin.strategies.flow import Flow, Sampling
from ses_plugin.strategies.predict import Predictor, Simulate
from ses_plugin.strategies.scoring import Board, Prune, scored
from ses_plugin.syntax import normalised


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
    prune: Prune = Prune.TIES
    """What is not asked, for the same choice."""
    tie: Tie = Tie.RANDOM
    seed: int = 0
    """Draws candidates, and decides between those that pass equally many tests."""
    complete: bool = False
    """Ask whoever may be chosen about every test, although it can't change the choice."""
    abstain_below: float = 0.0
    """Choose nothing if the choice passes less than this share of its predicted tests, or if none of them was
    predicted; implies `complete`."""

    prompts: PromptSet = V1
    """Asks for candidates; the predictor has its own."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen and why.

    `passed[i]` maps the public tests that candidate i was asked about to whether it passes them, by
    prediction; None if no reply came, which counts for half of a passed one (`scoring.points`). `tied` are
    the candidates that share the best score; with `Prune.CHOICE`, those of them that are the same program
    as the one chosen. `chosen` is None if none has a program, or if the best is not good enough
    (`SelfVerify.abstain_below`).
    """

    candidates: tuple[Draft, ...]
    passed: tuple[dict[int, bool | None], ...]
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
        asked = self.passed[self.tied[0] if self.chosen is None else self.chosen]
        predicted = [passed for passed in asked.values() if passed is not None]
        return sum(predicted) / len(predicted) if predicted else None


def self_verify(task: Task, options: SelfVerify) -> Flow[Choice]:
    """Draw candidates and choose one."""
    candidates = yield from drafts(task, options.k, options.sampling, options.seed, options.prompts)
    return (yield from choose(task, candidates, options))


def choose(task: Task, candidates: Sequence[Draft], options: SelfVerify) -> Flow[Choice]:
    """Choose one of the candidates."""
    keys = [None if c.program is None else normalised(c.program.source) for c in candidates]
    order = _tie_order(candidates, options)
    programs: dict[str, Program] = {}
    for key, candidate in zip(keys, candidates, strict=True):
        if key and candidate.program:
            programs.setdefault(key, candidate.program)
    rank: dict[str, int] = {}
    for place, number in enumerate(order):
        if key := keys[number]:
            rank.setdefault(key, place)
    board = Board(programs, rank, task.public, options.prune, task.checker)
    yield from scored(board, options.predictor, options.complete or options.abstain_below > 0)
    winners = board.best()
    tied = tuple(i for i, key in enumerate(keys) if key in winners)
    passed = tuple(board.passed[key] if key else {} for key in keys)
    chosen = next((i for i in order if i in tied), None)
    choice = Choice(tuple(candidates), passed, tied, chosen)
    abstains = options.abstain_below > 0 and (choice.confidence or 0.0) < options.abstain_below
    return replace(choice, chosen=None) if abstains else choice


def _tie_order(candidates: Sequence[Draft], options: SelfVerify) -> list[int]:
    """Return the numbers of the candidates, of those that tie the one to be chosen first."""
    order = list(range(len(candidates)))
    if options.tie is Tie.RANDOM:
        random.Random(options.seed).shuffle(order)  # noqa: S311 - a draw, no secret
    if options.tie is Tie.SHORTEST:
        order.sort(key=lambda number: len(candidates[number].reply))
    return order
