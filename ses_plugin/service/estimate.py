"""What solving will take, before anything is spent: at most, and as is expected.

What is expected is found by solving for real, with the strategy's own flow and prompts, asking a model that
is made up and right half of the time. What it takes at most is counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ses_plugin.drivers import run
from ses_plugin.plugins.registry import get_prompt_set
from ses_plugin.prompts import fix_prompt, generate_inputs_prompt, output_prediction_prompt
from ses_plugin.prompts import solve_prompt as solve_prompt
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.solve import effective_strategy, solve_flow
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


class Pricing(Protocol):
    """What calls of the model that plays a role take."""

    def count(self, role: Role, text: str) -> int:
        """Return how many tokens `text` has."""
        ...  # pragma: no cover

    def price(self, role: Role, prompt_tokens: int, completion_tokens: int) -> float | None:
        """Return what a call costs, in US dollars; None if that is not known."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class RoleEstimate:
    """Calls of one role, and what they take; `cost` is None if a price is not known."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = 0.0

    def __add__(self, other: RoleEstimate) -> RoleEstimate:
        """Return both together."""
        known = None if self.cost is None or other.cost is None else self.cost + other.cost
        calls, prompt_tokens = self.calls + other.calls, self.prompt_tokens + other.prompt_tokens
        return RoleEstimate(calls, prompt_tokens, self.completion_tokens + other.completion_tokens, known)


CostEstimate = dict[Role, RoleEstimate]


def estimate_expected(problem: Problem, options: SolveOptions, prices: Pricing, tokens: int) -> CostEstimate:
    """Return what solving takes if a reply has `tokens`, half of them the program.

    Half of the predictions are right, and half of the solutions shown to be fixed are submitted.
    """
    plan: CostEstimate = {}

    def answer(needs: Sequence[Request]) -> list[Response]:
        return [one(need) for need in needs]

    def one(need: Request) -> Response:
        if not isinstance(need, SampleRequest):
            return ExecutionResult(Outcome.OK, "", "", None, None, "")
        written = min(tokens, need.sampling.max_tokens)
        _add(plan, need.role, prices, (need.n, prices.count(need.role, need.prompt), written))
        return Completions(
            tuple(_synthetic_reply(need, index, problem.public, written) for index in range(need.n))
        )

    run(solve_flow(problem.public, options, problem.limits), answer)
    return plan


def estimate_maximum(problem: Problem, options: SolveOptions, prices: Pricing) -> CostEstimate | None:
    """Return what solving takes at most, None if only the strategy could know: it is not built in."""
    task, prompts = problem.public, get_prompt_set(options.prompts)
    calls = _calls(options, task)
    if calls is None:
        return None
    plan: CostEstimate = {}
    solving, predictor = options.sampling.max_tokens, options.predictor(Limits())
    predicting = predictor.sampling.max_tokens if isinstance(predictor, ModelPredictor) else 0
    nothing, none = Program("", task.entry_point), [None] * len(task.public_tests)
    longest = max((test.input for test in task.public_tests), key=len, default="")
    prompt = {
        Role.SOLVE: solve_prompt(task, prompts),
        Role.SIMULATE: output_prediction_prompt(nothing, longest, prompts, direct=options.direct),
        Role.FIX: fix_prompt(task, nothing, none, prompts),
        Role.GENERATE_INPUTS: generate_inputs_prompt(task, SelfConsistency().inputs, prompts),
    }
    # Programs, predictions and inputs that a model has written are in other prompts.
    quoted = {Role.SIMULATE: solving, Role.FIX: solving + len(none) * predicting}
    if Role.GENERATE_INPUTS in calls:
        quoted[Role.SIMULATE] += solving
    for role, number in calls.items():
        prompt_tokens = prices.count(role, prompt[role]) + quoted.get(role, 0)
        _add(plan, role, prices, (number, prompt_tokens, predicting if role is Role.SIMULATE else solving))
    return plan


def sum_estimates(plans: Sequence[CostEstimate]) -> CostEstimate:
    """Return the sum of plans."""
    out: CostEstimate = {}
    for plan in plans:
        for role, planned in plan.items():
            out[role] = out.get(role, RoleEstimate()) + planned
    return out


def _add(plan: CostEstimate, role: Role, prices: Pricing, calls: tuple[int, int, int]) -> None:
    """Add calls: how many, and the tokens that each reads and writes."""
    number, prompt_tokens, completion_tokens = calls
    price = prices.price(role, prompt_tokens, completion_tokens)
    cost = None if price is None else number * price
    new = RoleEstimate(number, number * prompt_tokens, number * completion_tokens, cost)
    plan[role] = plan.get(role, RoleEstimate()) + new


def _calls(options: SolveOptions, task: PublicProblem) -> dict[Role, int] | None:
    """Return how many calls each role has at most."""
    examples = len(task.public_tests)
    match effective_strategy(options.strategy, task):
        case "solve":
            calls = {Role.SOLVE: 1}
        case "self-verify":
            calls = {Role.SOLVE: options.k, Role.SIMULATE: options.k * examples * options.votes}
        case "self-fix":
            fixes = options.turns - 1
            calls = {Role.SOLVE: 1, Role.SIMULATE: options.turns * examples, Role.FIX: fixes}
        case "self-consistency":
            inputs = SelfConsistency().inputs
            calls = {Role.SOLVE: options.k, Role.GENERATE_INPUTS: 1, Role.SIMULATE: options.k * inputs}
        case _:
            return None
    if options.oracle:
        calls.pop(Role.SIMULATE, None)
    return calls


def _synthetic_reply(need: SampleRequest, index: int, task: PublicProblem, tokens: int) -> str:
    """Return a reply of a model that is right half of the time."""
    luck = hashlib.sha256(f"{need.prompt} {need.seed + index}".encode("utf-8", "replace")).digest()[0] % 2
    lines = [f"value_{index} = {need.seed}", *(["value += 1"] * (tokens // 10))]  # some five tokens each
    match need.role:
        case Role.SIMULATE:
            shown = (test.output for test in task.public_tests if test.input.strip() in need.prompt)
            return f"<output>\n{next(shown, '') if luck else ''}\n</output>"
        case Role.FIX if luck:
            return "SUBMIT"
        case Role.GENERATE_INPUTS:
            return "\n".join(f"<input>\n{number}\n</input>" for number in range(SelfConsistency().inputs))
    return "```python\n" + "\n".join(lines) + "\n```"
