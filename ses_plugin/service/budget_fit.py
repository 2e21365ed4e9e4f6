"""How many candidates a budget has room for, so that predictions are left to select one of them by."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from ses_plugin.errors import UsageError
from ses_plugin.strategies import Strategy, StrategyOptions
from ses_plugin.types.problem import PublicProblem
from ses_plugin.usage.limits import Budget


def fit_to_budget(
    strategy: Strategy, problem: PublicProblem, options: StrategyOptions, budget: Budget
) -> tuple[StrategyOptions, str | None]:
    """Return `options` with as many candidates as fit, and in words why there are fewer; None if all fit.

    A selection takes at least one prediction of each candidate, and of the best one all; where the budget's
    calls have no room for that there are fewer candidates, but as many as answers. Tokens are not reserved,
    since replies seldom have as many as they may.

    Raises UsageError if the first request doesn't fit the budget, even without a prediction.
    """
    bounds = strategy.call_bounds(problem, options)
    calls, tokens = budget.calls, budget.tokens
    if (calls is not None and bounds.first > calls) or (
        tokens is not None and bounds.first * options.sampling.max_tokens > tokens
    ):
        raise UsageError(_describe_refusal(options, budget, bounds.first, bounds.least))
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
        f"k={options.k} was lowered to {k}: max_calls={calls} has no room for more candidates and the "
        f"predictions that choose one; give max_calls={bounds.least}, or a lower k.",
    )


def _describe_refusal(options: StrategyOptions, budget: Budget, first: int, least: int) -> str:
    name, each = "n" if options.n >= first else "k", options.sampling.max_tokens
    enough = [f"max_calls={least} or more"] if budget.calls is not None else []
    if budget.tokens is not None:
        enough.append(f"max_total_tokens={least * each} or more")
    return (
        "the ses options max_calls and max_total_tokens leave nothing to be asked: not one candidate fits "
        f"its budget (max_calls {budget.calls}, max_total_tokens {budget.tokens}), since "
        f"{name}={first} asks for {first} at once, each of at most max_tokens={each}; lower {name}, "
        f"or give {' and '.join(enough)}"
    )
