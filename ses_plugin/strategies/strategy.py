"""What every strategy is, built in or a plugin's: a stateless object with all that front ends need of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ses_plugin.prompts import V1, PromptSet
from ses_plugin.strategies.candidates import CandidateSource
from ses_plugin.strategies.flow import Flow, Role, SamplingParams
from ses_plugin.strategies.predictors import ModelPredictor, Predictor
from ses_plugin.strategies.result import StrategyResult
from ses_plugin.strategies.scoreboard import Pruning
from ses_plugin.types.problem import PublicProblem


@dataclass(frozen=True, slots=True)
class StrategyOptions:
    """The options of any strategy, which uses those that concern it.

    Attributes:
        k: Candidates to select from.
        n: Replies that the user asked for, as by the `n` of a chat request.
        turns: Solutions of self-fixing, the first one included.
        sampling: How replies other than predictions are drawn.
        predictor: Predicts what programs print.
        pruning: Which predictions are skipped; it never changes the selection.
        submit_passing: The predictions decide whether a solution is submitted, not the model.
        extra: The strategy's own options (`Strategy.own_options`), texts by name.
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
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def candidates(self) -> int:
        """How many candidates a strategy that selects draws: `k`, and no fewer than there are answers."""
        return max(self.k, self.n)

    @property
    def simulation_calls(self) -> int:
        """How many calls of a model one predicted output takes: 0 if programs are run."""
        return self.predictor.votes if self.predictor.calls_model else 0


PREDICTION_OPTIONS = ("oracle", "direct", "simulate_tokens", "simulate_temperature", "simulator")
"""The options of every strategy that predicts outputs."""


@dataclass(frozen=True, slots=True)
class CallBounds:
    """How many calls of models a strategy makes for one problem.

    Attributes:
        first: Replies that its first request asks for: with a budget below that it can't begin.
        least: Calls without which its selection rests on no prediction; it grows with `StrategyOptions.k`.
        most: The most calls of each role; None if they are not bounded, or not known.
    """

    first: int = 1
    least: int = 1
    most: Mapping[Role, int] | None = None


class Strategy(ABC):
    """One way to solve a problem.

    A strategy has no state: one object serves all flows. Subclasses write `run`, and say by class attributes
    what they need:

    Attributes:
        needs_examples: It can't select without public tests: problems that have none are solved by "solve".
        selects: It selects among `k` candidates, which have to differ: sampled with a temperature above 0,
            and fewer of them if a budget has no room for `k`.
        uses: The names of the options that it uses, of those that only some strategies use: "k", "turns",
            "votes", "pruning", "submit_passing", and if it predicts outputs `PREDICTION_OPTIONS`. Another one
            given by a user is refused. Sampling, seed, prompts and budget are every strategy's.
        own_options: The names of options that only this strategy knows (`StrategyOptions.extra`).
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

        What a model is asked for may come back malformed, or not at all.
        """

    def call_bounds(self, problem: PublicProblem, options: StrategyOptions) -> CallBounds:
        """Return how many calls it makes; override it so that budgets and `--dry-run` can count on them."""
        return CallBounds()
