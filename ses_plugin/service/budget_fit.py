"""How many candidates a request's budget has room for, so that something is left to choose among them by."""

from __future__ import annotations

from dataclasses import dataclass

from ses_plugin.errors import UsageError
from ses_plugin.service.options import SolveOptions
from ses_plugin.strategies import SelfConsistency
from ses_plugin.types.problem import PublicProblem


@dataclass(frozen=True, slots=True)
class BudgetFit:
    """How many candidates are drawn, and in words why there are fewer than `k`; None if there are not."""

    candidates: int
    note: str | None = None


def fit_to_budget(strategy: str, task: PublicProblem, options: SolveOptions, n: int) -> BudgetFit:
    """Return how many candidates a built-in strategy draws if `n` answers are wanted.

    A choice takes at least one prediction of each candidate, and of the best one all; where `max_calls` has
    no room for that there are fewer candidates, but as many as answers. Tokens are not set aside, since
    replies seldom have as many as they may.

    Raises UsageError if as many candidates as are asked for don't fit `max_calls` or `max_total_tokens`, even
    without a prediction.
    """
    chooses = strategy in ("self-verify", "self-consistency")
    wanted = max(options.k, n) if chooses else n
    each, once = _calls(strategy, task, options)
    at_once = wanted if chooses or strategy == "solve" else 1
    calls, tokens = options.max_calls, options.max_total_tokens
    most = wanted if calls is None else max(min(wanted, (calls - once) // each), min(n, calls), 1)
    if (calls is not None and at_once > calls) or (
        tokens is not None and at_once * options.sampling.max_tokens > tokens
    ):
        raise UsageError(_refusal(options, n, at_once, wanted * each + once))
    if most == wanted or not chooses:
        return BudgetFit(wanted)
    return BudgetFit(
        most,
        f"k={options.k} was lowered to {most}: max_calls={calls} has no room for more candidates and the "
        f"predictions that choose one; give max_calls={wanted * each + once}, or a lower k.",
    )


def _calls(strategy: str, task: PublicProblem, options: SolveOptions) -> tuple[int, int]:
    """Return the calls that each candidate takes, itself included, and those beside them, at least."""
    votes, examples = 0 if options.oracle else options.votes, len(task.public_tests)
    if strategy == "self-verify":
        return 1 + votes, votes * max(examples - 1, 0)
    if strategy == "self-consistency":  # which asks once, on all inputs in one round
        return 1 + (0 if options.oracle else SelfConsistency().inputs), 1
    return 1, 0


def _refusal(options: SolveOptions, n: int, at_once: int, calls: int) -> str:
    name, each = "n" if n >= at_once else "k", options.sampling.max_tokens
    enough = [f"max_calls={calls} or more"] if options.max_calls is not None else []
    if options.max_total_tokens is not None:
        enough.append(f"max_total_tokens={calls * each} or more")
    return (
        "the ses options max_calls and max_total_tokens leave nothing to be asked: not one candidate fits "
        f"its budget (max_calls {options.max_calls}, max_total_tokens {options.max_total_tokens}), since "
        f"{name}={at_once} asks for {at_once} at once, each of at most max_tokens={each}; lower {name}, "
        f"or give {' and '.join(enough)}"
    )
