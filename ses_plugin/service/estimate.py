"""Estimates the usage and cost of solving before any call: the expected and the maximum usage.

The expected usage comes from a run of the strategy's own flow and prompts on a simulated model that is right
half of the time. The maximum is computed from the strategy's bounds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Protocol

from ses_plugin.drivers import run
from ses_plugin.plugins import get_strategy
from ses_plugin.prompts import fix_prompt, generate_inputs_prompt, output_prediction_prompt, solve_prompt
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
from ses_plugin.usage import Usage


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

    def answer_round(requests: Sequence[Request]) -> list[Response]:
        return [answer(request) for request in requests]

    def answer(request: Request) -> Response:
        if not isinstance(request, SampleRequest):
            return ExecutionResult(Outcome.OK, "", "", None, None, "")
        reply_tokens = min(tokens, request.sampling.max_tokens)
        prompt_tokens = prices.count(request.role, request.prompt)
        _add(estimate, request.role, prices, (request.n, prompt_tokens, reply_tokens))
        return Completions(
            tuple(
                _synthetic_reply(request, index, problem.public, reply_tokens) for index in range(request.n)
            )
        )

    run(solve_flow(problem.public, options, problem.limits), answer_round)
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
    longest = max((test.input for test in public.public_tests), key=len, default="")
    prompt = {
        Role.SOLVE: solve_prompt(public, prompts),
        Role.SIMULATE: output_prediction_prompt(empty, longest, prompts, direct=options.direct),
        Role.FIX: fix_prompt(public, empty, outputs, prompts),
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


def _synthetic_reply(request: SampleRequest, index: int, problem: PublicProblem, tokens: int) -> str:
    """Return a reply of the simulated model, which is right half of the time."""
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
    # The programs differ, or equal candidates would share predictions. A line has about five tokens.
    lines = [f"value_{index} = {request.seed}", *(["value += 1"] * (tokens // 10))]
    return "```python\n" + "\n".join(lines) + "\n```"
