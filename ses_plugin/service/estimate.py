"""What solving will take, before anything is spent: at most, and as is expected.

What is expected is found by solving for real, with the strategy's own flow and prompts, asking a model that
is made up and right half of the time. What it takes at most is counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Protocol

from ses_plugin.drivers import run
from ses_plugin.plugins.registry import get_strategy
from ses_plugin.prompts import (
    fix_prompt,
    generate_inputs_prompt,
    output_prediction_prompt,
    solve_prompt,
)
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.solve import effective_strategy, solve_flow, strategy_options
from ses_plugin.strategies import (
    Completions,
    ModelPredictor,
    Request,
    Response,
    Role,
    SampleRequest,
    SelfConsistency,
)
from ses_plugin.types.problem import Problem, PublicProblem
from ses_plugin.types.program import ExecutionResult, Limits, Outcome, Program
from ses_plugin.usage.usage import Usage


class Pricing(Protocol):
    """What calls of the model that plays a role take."""

    def count(self, role: Role, text: str) -> int:
        """Return how many tokens `text` has."""
        ...  # pragma: no cover

    def price(self, role: Role, prompt_tokens: int, completion_tokens: int) -> float | None:
        """Return what a call costs, in US dollars; None if that is not known."""
        ...  # pragma: no cover


CostEstimate = dict[Role, Usage]
"""What each role takes; a cost is None if a price is not known."""


def estimate_expected(problem: Problem, options: SolveOptions, prices: Pricing, tokens: int) -> CostEstimate:
    """Return what solving takes if a reply has `tokens`, half of them the program.

    Half of the predictions are right, and half of the solutions shown to be fixed are submitted.
    """
    estimate: CostEstimate = {}

    def answer_round(requests: Sequence[Request]) -> list[Response]:
        return [answer(request) for request in requests]

    def answer(request: Request) -> Response:
        if not isinstance(request, SampleRequest):
            return ExecutionResult(Outcome.OK, "", "", None, None, "")
        written = min(tokens, request.sampling.max_tokens)
        prompt_tokens = prices.count(request.role, request.prompt)
        _add(estimate, request.role, prices, (request.n, prompt_tokens, written))
        return Completions(
            tuple(_synthetic_reply(request, index, problem.public, written) for index in range(request.n))
        )

    run(solve_flow(problem.public, options, problem.limits), answer_round)
    return estimate


def estimate_maximum(problem: Problem, options: SolveOptions, prices: Pricing) -> CostEstimate | None:
    """Return what solving takes at most, None if the strategy gives no bound."""
    public, resolved = problem.public, strategy_options(options, Limits())
    strategy = get_strategy(effective_strategy(options.strategy, public))
    calls = strategy.call_bounds(public, resolved).most
    if calls is None:
        return None
    estimate: CostEstimate = {}
    solving, predictor, prompts = options.sampling.max_tokens, resolved.predictor, resolved.prompts
    predicting = predictor.sampling.max_tokens if isinstance(predictor, ModelPredictor) else 0
    empty, outputs = Program("", public.entry_point), [None] * len(public.public_tests)
    longest = max((test.input for test in public.public_tests), key=len, default="")
    prompt = {
        Role.SOLVE: solve_prompt(public, prompts),
        Role.SIMULATE: output_prediction_prompt(empty, longest, prompts, direct=options.direct),
        Role.FIX: fix_prompt(public, empty, outputs, prompts),
        Role.GENERATE_INPUTS: generate_inputs_prompt(public, SelfConsistency().inputs, prompts),
    }
    # Programs, predictions and inputs that a model has written are in other prompts.
    quoted = {Role.SIMULATE: solving, Role.FIX: solving + len(outputs) * predicting}
    if Role.GENERATE_INPUTS in calls:
        quoted[Role.SIMULATE] += solving
    for role, number in calls.items():
        if number:
            prompt_tokens = prices.count(role, prompt[role]) + quoted.get(role, 0)
            completion_tokens = predicting if role is Role.SIMULATE else solving
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
    """Add calls: how many, and the tokens that each reads and writes."""
    number, prompt_tokens, completion_tokens = calls
    price = prices.price(role, prompt_tokens, completion_tokens)
    cost = None if price is None else number * price
    usage = Usage(number, 0, number * prompt_tokens, number * completion_tokens, cost)
    estimate[role] = estimate.get(role, Usage()) + usage


def _synthetic_reply(request: SampleRequest, index: int, problem: PublicProblem, tokens: int) -> str:
    """Return a reply of a model that is right half of the time."""
    seed = f"{request.prompt} {request.seed + index}".encode("utf-8", "replace")
    is_right = hashlib.sha256(seed).digest()[0] % 2
    match request.role:
        case Role.SIMULATE:
            outputs = (test.output for test in problem.public_tests if test.input.strip() in request.prompt)
            return f"<output>\n{next(outputs, '') if is_right else ''}\n</output>"
        case Role.FIX if is_right:
            return "SUBMIT"
        case Role.GENERATE_INPUTS:
            return "\n".join(f"<input>\n{number}\n</input>" for number in range(SelfConsistency().inputs))
    # Programs that differ, so that no candidate is taken for another; some five tokens a line.
    lines = [f"value_{index} = {request.seed}", *(["value += 1"] * (tokens // 10))]
    return "```python\n" + "\n".join(lines) + "\n```"
