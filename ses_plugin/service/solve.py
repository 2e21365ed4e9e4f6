"""The flow that solves one problem, shared by all front ends, and estimates of its usage before any call.

The expected usage comes from a run of the strategy's own flow and prompts on a simulated model that is right
half of the time. The maximum is computed from the strategy's bounds.
"""

from __future__ import annotations

import hashlib
import logging
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from ses_plugin.drivers import run
from ses_plugin.errors import UsageError
from ses_plugin.plugins import get_prompt_set, get_strategy
from ses_plugin.prompts import (
    MAX_EXPLANATION,
    fix_prompt,
    generate_inputs_prompt,
    output_prediction_prompt,
    solve_prompt,
)
from ses_plugin.service.option_fields import COMMAND_LINE, PYTHON_API, OptionSyntax
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.result import SolveResult
from ses_plugin.strategies import (
    CallBounds,
    CandidateSource,
    Completions,
    FixFeedback,
    Flow,
    ModelPredictor,
    Request,
    Response,
    Role,
    SampleRequest,
    SelfConsistency,
    Strategy,
    StrategyOptions,
    prompted_source,
)
from ses_plugin.types.problem import Problem, PublicProblem
from ses_plugin.types.program import ExecutionResult, Explanation, Limits, Outcome, Program
from ses_plugin.usage import Budget, Usage, with_budget

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
        fix_feedback=options.fix_feedback,
        extra=options.strategy_options,
    )


def solve_flow(  # noqa: PLR0913 - what to solve, and options by name
    problem: PublicProblem,
    options: SolveOptions,
    limits: Limits | None = None,
    source: CandidateSource | None = None,
    n: int = 1,
    *,
    syntax: OptionSyntax = PYTHON_API,
) -> Flow[SolveResponse]:
    """Solve `problem` within the budget of `options`.

    Args:
        problem: The part of the problem that models may see.
        options: How to solve it.
        limits: The limits of runs of programs, for the oracle.
        source: The source of candidates; by default the solve prompt.
        n: The number of replies.
        syntax: How the user writes options, for the refusal of a budget.

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
    fitted, note = fit_to_budget(strategy, problem, requested, options.budget, syntax)
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
    strategy: Strategy,
    problem: PublicProblem,
    options: StrategyOptions,
    budget: Budget,
    syntax: OptionSyntax = PYTHON_API,
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
    if refusal := _describe_refusal(options, budget, bounds, syntax):
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


def _describe_refusal(
    options: StrategyOptions, budget: Budget, bounds: CallBounds, syntax: OptionSyntax
) -> str | None:
    """Return why the first request exceeds the budget, and what would not; None if it fits."""
    first, max_tokens, label = bounds.first, options.sampling.max_tokens, syntax.label
    name = "n" if options.n >= first else "k"
    written = label(name, first) if name == "k" else f"n={first}"  # n is no option of ours
    several = f"{written} requests {first} replies at once"
    lower = f"a lower {syntax.name(name) if name == 'k' else name}, " if first > 1 else ""
    if budget.calls is not None and first > budget.calls:
        return (
            f"{label('max_calls', budget.calls)} allows no request, since {several}; give {lower}"
            f"or {label('max_calls', bounds.least)} or more, which has room for predictions"
        )
    if budget.tokens is not None and first * max_tokens > budget.tokens:
        what = several if first > 1 else "it requests a reply"
        return (
            f"{label('max_total_tokens', budget.tokens)} allows no request, since {what} of up to "
            f"{label('max_tokens', max_tokens)} each; give a lower {syntax.name('max_tokens')}, {lower}"
            f"or {label('max_total_tokens', first * max_tokens)} or more, "
            "and beyond that what predictions take"
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


class Pricing(Protocol):
    """The tokenizers and prices of the models in each role."""

    def count(self, role: Role, text: str) -> int:
        """Return how many tokens `text` has."""
        ...  # pragma: no cover

    def price(self, role: Role, prompt_tokens: int, completion_tokens: int) -> float | None:
        """Return the cost of a call in US dollars; None if the price is unknown."""
        ...  # pragma: no cover


CostEstimate = dict[Role, Usage]
"""The estimated usage of each role. A cost is None if a price is unknown."""


def estimate_expected(problem: Problem, options: SolveOptions, prices: Pricing, tokens: int) -> CostEstimate:
    """Return the expected usage if each reply has `tokens` tokens, half of them the program.

    Half of the predictions are right, and half of the requests to fix are answered by a submission.
    """
    estimate: CostEstimate = {}
    explained = options.fix_feedback is FixFeedback.EXPLANATION

    def answer_round(requests: Sequence[Request]) -> list[Response]:
        return [answer(request) for request in requests]

    def answer(request: Request) -> Response:
        if not isinstance(request, SampleRequest):
            explanation = Explanation(_synthetic_explanation(tokens)) if request.explain else None
            return ExecutionResult(Outcome.OK, "", "", None, None, "", explanation=explanation)
        reply_tokens = min(tokens, request.sampling.max_tokens)
        prompt_tokens = prices.count(request.role, request.prompt)
        _add(estimate, request.role, prices, (request.n, prompt_tokens, reply_tokens))
        reply = partial(_synthetic_reply, request, problem.public, reply_tokens, explained=explained)
        return Completions(tuple(map(reply, range(request.n))))

    run(solve_flow(problem.public, options, problem.limits, syntax=COMMAND_LINE), answer_round)
    return estimate


def estimate_maximum(problem: Problem, options: SolveOptions, prices: Pricing) -> CostEstimate | None:
    """Return the maximum usage; None if the strategy has no bound."""
    public, resolved = problem.public, strategy_options(options, Limits())
    strategy = get_strategy(effective_strategy(options.strategy, public))
    calls = strategy.call_bounds(public, resolved).most
    if calls is None:
        return None
    estimate: CostEstimate = {}
    solution_tokens, predictor, prompts = options.sampling.max_tokens, resolved.predictor, resolved.prompts
    prediction_tokens = predictor.sampling.max_tokens if isinstance(predictor, ModelPredictor) else 0
    empty, outputs = Program("", public.entry_point), [None] * len(public.public_tests)
    # With the oracle; an explanation by a model is a part of its prediction, which is counted below.
    is_explained = options.oracle and options.fix_feedback is FixFeedback.EXPLANATION
    true_runs = ["1 " * (MAX_EXPLANATION // 2)] * len(outputs) if is_explained else ()
    longest = max((test.input for test in public.public_tests), key=len, default="")
    prompt = {
        Role.SOLVE: solve_prompt(public, prompts),
        Role.SIMULATE: output_prediction_prompt(empty, longest, prompts, direct=options.direct),
        Role.FIX: fix_prompt(public, empty, outputs, prompts, explanations=true_runs),
        Role.GENERATE_INPUTS: generate_inputs_prompt(public, SelfConsistency().inputs, prompts),
    }
    # These prompts contain programs, predictions and inputs that a model wrote, of unknown length.
    quoted_tokens = {
        Role.SIMULATE: solution_tokens,
        Role.FIX: solution_tokens + len(outputs) * prediction_tokens,
    }
    if Role.GENERATE_INPUTS in calls:
        quoted_tokens[Role.SIMULATE] += solution_tokens
    for role, number in calls.items():
        if number:
            prompt_tokens = prices.count(role, prompt[role]) + quoted_tokens.get(role, 0)
            completion_tokens = prediction_tokens if role is Role.SIMULATE else solution_tokens
            _add(estimate, role, prices, (number, prompt_tokens, completion_tokens))
    return estimate


def sum_estimates(estimates: Iterable[CostEstimate]) -> CostEstimate:
    """Return the sum for each role."""
    total: CostEstimate = {}
    for estimate in estimates:
        for role, usage in estimate.items():
            total[role] = total.get(role, Usage()) + usage
    return total


def _add(estimate: CostEstimate, role: Role, prices: Pricing, calls: tuple[int, int, int]) -> None:
    """Add calls to `estimate`, given their number and the prompt and completion tokens of each."""
    number, prompt_tokens, completion_tokens = calls
    price = prices.price(role, prompt_tokens, completion_tokens)
    cost = None if price is None else number * price
    usage = Usage(number, 0, number * prompt_tokens, number * completion_tokens, cost)
    estimate[role] = estimate.get(role, Usage()) + usage


def _synthetic_reply(
    request: SampleRequest, problem: PublicProblem, tokens: int, index: int, *, explained: bool
) -> str:
    """Return a reply of the simulated model, which is right half of the time.

    A prediction has an explanation only with `explained`: it takes time to read.
    """
    seed = f"{request.prompt} {request.seed + index}".encode("utf-8", "replace")
    is_right = hashlib.sha256(seed).digest()[0] % 2
    match request.role:
        case Role.SIMULATE:
            outputs = (test.output for test in problem.public_tests if test.input.strip() in request.prompt)
            steps = _synthetic_explanation(tokens) if explained else ""
            return f"{steps}\n<output>\n{next(outputs, '') if is_right else ''}\n</output>"
        case Role.FIX if is_right:
            return "SUBMIT"
        case Role.GENERATE_INPUTS:
            return "\n".join(f"<input>\n{number}\n</input>" for number in range(SelfConsistency().inputs))
    # The programs differ, or equal candidates would share predictions. A line has about five tokens.
    lines = [f"value_{index} = {request.seed}", *(["value += 1"] * (tokens // 10))]
    return "```python\n" + "\n".join(lines) + "\n```"


def _synthetic_explanation(tokens: int) -> str:
    return "a step\n" * (tokens // 3)  # the tokens of a line
