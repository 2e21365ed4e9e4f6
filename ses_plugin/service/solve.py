"""The flow that solves one problem, shared by all front ends."""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ses_plugin.errors import UsageError
from ses_plugin.plugins import get_prompt_set, get_strategy
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.result import SolveResult
from ses_plugin.strategies import (
    CallBounds,
    CandidateSource,
    Flow,
    Strategy,
    StrategyOptions,
    prompted_source,
)
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Limits
from ses_plugin.usage import Budget, with_budget

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SolveResponse:
    """The replies to a request, the best first, and the result behind the best one.

    There are as many replies as were requested; fewer, or none, if calls failed.
    """

    replies: tuple[str, ...]
    result: SolveResult


def effective_strategy(name: str, problem: PublicProblem) -> str:
    """Return `name`, or "solve" if that strategy needs examples and the problem has none.

    Raises UsageError and PluginError as `get_strategy` does.
    """
    return "solve" if get_strategy(name).needs_examples and not problem.public_tests else name


def strategy_options(options: SolveOptions, limits: Limits, n: int = 1) -> StrategyOptions:
    """Return the options in the form of strategies, with the prompt set, the predictor and the sampling.

    Args:
        options: How to solve.
        limits: The limits of runs of programs, for the oracle.
        n: The number of replies.

    Raises:
        UsageError: The prompt set is unknown.
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
        problem: The part of the problem that models may see.
        options: How to solve it.
        limits: The limits of runs of programs, for the oracle.
        source: The source of candidates; by default the solve prompt.
        n: The number of replies.

    Raises:
        UsageError: The strategy or the prompt set is unknown, or the budget is too small for one candidate.

    Example:
        response = run(solve_flow(problem, SolveOptions(k=8)), backend)
        response.result.program
    """
    name = effective_strategy(options.strategy, problem)
    strategy = get_strategy(name)
    requested = strategy_options(options, limits or Limits(), n)
    check_own_options(strategy, requested.extra)
    fitted, note = fit_to_budget(strategy, problem, requested, options.budget)
    _log_fallbacks(name, options, note)
    source = source or prompted_source(problem, requested.prompts)
    result = yield from with_budget(strategy.run(problem, fitted, source), options.budget)
    summary = result.summary or (f"Selected by {name}, which gives no reason.",)
    program = result.program.source if result.program else None
    return SolveResponse(
        result.replies[:n] if result.replies else _reply_with(program, source),
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


def fit_to_budget(
    strategy: Strategy, problem: PublicProblem, options: StrategyOptions, budget: Budget
) -> tuple[StrategyOptions, str | None]:
    """Return `options` with as many candidates as the budget allows, and a note if k was reduced for that.

    A selection needs at least one prediction of each candidate, and all predictions of the best one. If the
    budget's calls don't suffice for that, k is reduced, but not below n. Tokens are not reserved: replies are
    usually much shorter than their limit.

    Returns:
        The options, and why k was reduced; None if it was not.

    Raises:
        UsageError: The first request exceeds the budget, even without predictions.
    """
    bounds = strategy.call_bounds(problem, options)
    calls = budget.calls
    if refusal := _describe_refusal(options, budget, bounds):
        raise UsageError(refusal)
    if calls is None or bounds.least <= calls or not strategy.selects:
        return options, None

    def least_calls(k: int) -> int:
        return strategy.call_bounds(problem, replace(options, k=k)).least

    # `least_calls` grows with k, so the largest k that fits is found by bisection.
    largest = bisect_right(range(1, options.candidates), calls, key=least_calls)
    k = max(largest, min(options.n, calls), 1)
    if k == options.candidates:
        return options, None
    return (
        replace(options, k=k),
        f"k={options.k} was lowered to {k}: max_calls={calls} has no room for more candidates with the "
        f"predictions that select one; give max_calls={bounds.least}, or a lower k.",
    )


def _describe_refusal(options: StrategyOptions, budget: Budget, bounds: CallBounds) -> str | None:
    """Return why the first request exceeds the budget, and what would not; None if it fits."""
    first, max_tokens = bounds.first, options.sampling.max_tokens
    name = "n" if options.n >= first else "k"
    several = f"{name}={first} requests {first} replies at once"
    lower = f"a lower {name}, " if first > 1 else ""
    if budget.calls is not None and first > budget.calls:
        return (
            f"max_calls={budget.calls} allows no request, since {several}; give {lower}"
            f"or max_calls={bounds.least} or more, which has room for predictions"
        )
    if budget.tokens is not None and first * max_tokens > budget.tokens:
        what = several if first > 1 else "it requests a reply"
        return (
            f"max_total_tokens={budget.tokens} allows no request, since {what} of up to "
            f"max_tokens={max_tokens} each; give a lower max_tokens, {lower}"
            f"or max_total_tokens={first * max_tokens} or more, and beyond that what predictions take"
        )
    return None


def _log_fallbacks(name: str, options: SolveOptions, note: str | None) -> None:
    if name != options.strategy:
        _log.info("strategy %s in place of %s: the problem has no examples", name, options.strategy)
    if note:
        _log.info("%s", note)


def check_own_options(strategy: Strategy, options: Mapping[str, str]) -> None:
    """Raise UsageError for an option that the strategy does not have."""
    for name in options:
        if name not in strategy.own_options:
            allowed = ", ".join(strategy.own_options) or "none"
            raise UsageError(f"strategy option {name!r}: no such option; allowed: {allowed}")


def _reply_with(program: str | None, source: CandidateSource) -> tuple[str, ...]:
    """Return the program as the only reply, for a strategy that returns no replies."""
    return () if program is None else (source.format_reply(program),)
