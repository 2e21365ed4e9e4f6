"""Strategies that are called by name, all with the same options: the built-in ones and any package's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypedDict

from ses_plugin.errors import UsageError
from ses_plugin.problems import Task
from ses_plugin.programs import Program
from ses_plugin.prompts import V1, PromptSet
from ses_plugin.strategies.drafts import Draft, drafts
from ses_plugin.strategies.flow import Flow, Sampling
from ses_plugin.strategies.predict import Predictor, Simulate
from ses_plugin.strategies.self_consistency import Consensus, SelfConsistency, self_consistency
from ses_plugin.strategies.self_fix import Fixed, SelfFix, self_fix
from ses_plugin.strategies.self_verify import Choice, SelfVerify, self_verify


class Result(Protocol):
    """What a strategy came to; the classes of the strategies have more."""

    @property
    def program(self) -> Program | None:
        """The solution, None if there is none."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class StrategyOptions:
    """Options of any strategy, which uses those that concern it.

    There are `k` candidates, or at most `turns` solutions one after the other, of which with
    `submit_passing` the predictions decide whether one is submitted, not the model. `sampling` is how replies
    other than predictions are drawn, `predictor` says what programs print. `own` are options that this
    strategy alone knows, texts by name.
    """

    k: int = 5
    turns: int = 10
    sampling: Sampling = field(default_factory=Sampling)
    predictor: Predictor = field(default_factory=Simulate)
    seed: int = 0
    prompts: PromptSet = V1
    own: Mapping[str, str] = field(default_factory=dict)
    submit_passing: bool = False

    def allow(self, *own: str) -> None:
        """Raise UsageError if there are options of the strategy's own other than these."""
        for name in self.own:
            if name not in own:
                raise UsageError(
                    f"strategy option {name!r}: no such option; allowed: {', '.join(own) or 'none'}"
                )


Strategy = Callable[[Task, StrategyOptions], Flow[Result]]
"""Makes the flow that solves a task. What it asks for of a model may come back malformed or not at all."""


class _Shared(TypedDict):
    """What the options of all three strategies have."""

    sampling: Sampling
    predictor: Predictor
    seed: int
    prompts: PromptSet


def _shared(options: StrategyOptions) -> _Shared:
    return {
        "sampling": options.sampling,
        "predictor": options.predictor,
        "seed": options.seed,
        "prompts": options.prompts,
    }


def _solve(task: Task, options: StrategyOptions) -> Flow[Draft]:
    options.allow()
    found = yield from drafts(task, 1, options.sampling, options.seed, options.prompts)
    return found[0] if found else Draft("", None)


def _self_verify(task: Task, options: StrategyOptions) -> Flow[Choice]:
    options.allow()
    chosen = SelfVerify(k=options.k, **_shared(options))
    return (yield from self_verify(task, chosen))


def _self_fix(task: Task, options: StrategyOptions) -> Flow[Fixed]:
    options.allow()
    chosen = SelfFix(turns=options.turns, submit_passing=options.submit_passing, **_shared(options))
    return (yield from self_fix(task, chosen))


def _self_consistency(task: Task, options: StrategyOptions) -> Flow[Consensus]:
    options.allow()
    chosen = SelfConsistency(k=options.k, **_shared(options))
    return (yield from self_consistency(task, chosen))


STRATEGIES: Mapping[str, Strategy] = {
    "solve": _solve,
    "self-verify": _self_verify,
    "self-fix": _self_fix,
    "self-consistency": _self_consistency,
}
"""The built-in strategies by name."""
