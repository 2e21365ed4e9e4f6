"""The interface of strategies, built-in or from plugins: stateless objects with all that front ends need."""

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
            "submit_passing", and `PREDICTION_OPTIONS` if it predicts outputs. Any other strategy-specific
            option is refused. Sampling, seed, prompts and budget apply to every strategy.
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
