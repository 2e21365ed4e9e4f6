"""The flow that solves one problem, shared by every front end."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from ses_plugin.errors import UsageError
from ses_plugin.plugins.registry import get_prompt_set, get_strategy
from ses_plugin.service.budget_fit import fit_to_budget
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.result import SolveResult
from ses_plugin.strategies import CandidateSource, Flow, Strategy, StrategyOptions, prompted_source
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Limits
from ses_plugin.usage.limits import with_budget

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SolveResponse:
    """The answers to a request, the best first, and how the best one was found.

    There are as many replies as were asked for, or fewer if calls failed: none if all did.
    """

    replies: tuple[str, ...]
    result: SolveResult


def effective_strategy(name: str, problem: PublicProblem) -> str:
    """Return what solves `problem` if `name` is asked for: some strategies can't select without examples.

    Raises UsageError and PluginError as `get_strategy` does.
    """
    return "solve" if get_strategy(name).needs_examples and not problem.public_tests else name


def strategy_options(options: SolveOptions, limits: Limits, n: int = 1) -> StrategyOptions:
    """Return the options as a strategy takes them: the prompt set, the predictor and the sampling themselves.

    Raises UsageError for an unknown prompt set.
    """
    return StrategyOptions(
        k=options.k,
        n=n,
        turns=options.turns,
        sampling=options.sampling,
        predictor=options.predictor(limits),
        seed=options.seed,
        prompts=get_prompt_set(options.prompts),
        pruning=options.pruning,
        submit_passing=options.submit_passing,
        extra=options.strategy_options,
    )


def solve_flow(
    problem: PublicProblem,
    options: SolveOptions,
    limits: Limits | None = None,
    source: CandidateSource | None = None,
    n: int = 1,
) -> Flow[SolveResponse]:
    """Solve `problem` within the budget of `options`.

    Args:
        problem: What models may see of the problem.
        options: How to solve it.
        limits: Those of real runs, for the oracle.
        source: Where candidates come from; the solve prompt by default.
        n: How many replies are wanted.

    Raises:
        UsageError: For an unknown strategy or prompt set, and for a budget with no room for one candidate.
    """
    name = effective_strategy(options.strategy, problem)
    strategy = get_strategy(name)
    resolved = strategy_options(options, limits or Limits(), n)
    check_own_options(strategy, resolved.extra)
    fitted, note = fit_to_budget(strategy, problem, resolved, options.budget)
    _log_fallbacks(name, options, note)
    source = source or prompted_source(problem, resolved.prompts)
    result = yield from with_budget(strategy.run(problem, fitted, source), options.budget)
    summary = result.summary or (f"Selected by {name}, which gives no reason.",)
    program = result.program.source if result.program else None
    return SolveResponse(
        result.replies[:n] if result.replies else _own_reply(program, source),
        SolveResult(
            name,
            program,
            problem.entry_point,
            result.verified,
            result.confidence,
            (*summary, *([note] if note else [])),
            result.candidates,
        ),
    )


def _log_fallbacks(name: str, options: SolveOptions, note: str | None) -> None:
    if name != options.strategy:
        _log.info("strategy %s in place of %s: the problem has no examples", name, options.strategy)
    if note:
        _log.info("%s", note)


def check_own_options(strategy: Strategy, options: Mapping[str, str]) -> None:
    """Raise UsageError for an option that the strategy doesn't have."""
    for name in options:
        if name not in strategy.own_options:
            allowed = ", ".join(strategy.own_options) or "none"
            raise UsageError(f"strategy option {name!r}: no such option; allowed: {allowed}")


def _own_reply(program: str | None, source: CandidateSource) -> tuple[str, ...]:
    """Return the program as a reply, where a strategy ranks none."""
    return () if program is None else (source.format_reply(program),)
