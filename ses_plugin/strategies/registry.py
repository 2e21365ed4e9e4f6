"""Strategies that are called by name, all with the same options: the built-in ones and any package's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypedDict

from ses_plugin.errors import UsageError
from ses_plugin.prompts import V1, PromptSet
from ses_plugin.strategies.candidates import Candidate, sample_candidates
from ses_plugin.strategies.flow import Flow, SamplingParams
from ses_plugin.strategies.predictors import ModelPredictor, Predictor
from ses_plugin.strategies.self_consistency import SelfConsistency, SelfConsistencyResult, self_consistency
from ses_plugin.strategies.self_fix import SelfFix, SelfFixResult, self_fix
from ses_plugin.strategies.self_verify import SelfVerify, SelfVerifyResult, self_verify
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Program


class StrategyResult(Protocol):
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
    other than predictions are drawn, `predictor` says what programs print. `extra` are options that
    only this strategy knows, texts by name.
    """

    k: int = 5
    turns: int = 10
    sampling: SamplingParams = field(default_factory=SamplingParams)
    predictor: Predictor = field(default_factory=ModelPredictor)
    seed: int = 0
    prompts: PromptSet = V1
    extra: Mapping[str, str] = field(default_factory=dict)
    submit_passing: bool = False

    def reject_unknown(self, *own: str) -> None:
        """Raise UsageError if there are options of the strategy's own other than these."""
        for name in self.extra:
            if name not in own:
                raise UsageError(
                    f"strategy option {name!r}: no such option; allowed: {', '.join(own) or 'none'}"
                )


Strategy = Callable[[PublicProblem, StrategyOptions], Flow[StrategyResult]]
"""Makes the flow that solves a task. What it asks for of a model may come back malformed or not at all."""


class _CommonOptions(TypedDict):
    """What the options of all three strategies have."""

    sampling: SamplingParams
    predictor: Predictor
    seed: int
    prompts: PromptSet


def _common_options(options: StrategyOptions) -> _CommonOptions:
    return {
        "sampling": options.sampling,
        "predictor": options.predictor,
        "seed": options.seed,
        "prompts": options.prompts,
    }


def _solve(task: PublicProblem, options: StrategyOptions) -> Flow[Candidate]:
    options.reject_unknown()
    found = yield from sample_candidates(task, 1, options.sampling, options.seed, options.prompts)
    return found[0] if found else Candidate("", None)


def _self_verify(task: PublicProblem, options: StrategyOptions) -> Flow[SelfVerifyResult]:
    options.reject_unknown()
    chosen = SelfVerify(k=options.k, **_common_options(options))
    return (yield from self_verify(task, chosen))


def _self_fix(task: PublicProblem, options: StrategyOptions) -> Flow[SelfFixResult]:
    options.reject_unknown()
    chosen = SelfFix(turns=options.turns, submit_passing=options.submit_passing, **_common_options(options))
    return (yield from self_fix(task, chosen))


def _self_consistency(task: PublicProblem, options: StrategyOptions) -> Flow[SelfConsistencyResult]:
    options.reject_unknown()
    chosen = SelfConsistency(k=options.k, **_common_options(options))
    return (yield from self_consistency(task, chosen))


STRATEGIES: Mapping[str, Strategy] = {
    "solve": _solve,
    "self-verify": _self_verify,
    "self-fix": _self_fix,
    "self-consistency": _self_consistency,
}
"""The built-in strategies by name."""
