"""`ses solve --dry-run`: what it would take, before anything is spent."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ses_plugin.cli import model_options
from ses_plugin.cli.output import make_console
from ses_plugin.service.estimate import CostEstimate, estimate_expected, estimate_maximum, sum_estimates
from ses_plugin.service.options import SolveOptions
from ses_plugin.strategies import Role
from ses_plugin.types.problem import Problem
from ses_plugin.usage.usage import Usage

if TYPE_CHECKING:
    from rich.table import Table

_MIN_KNOWN_REPLIES = 20
"""Kept replies of a model whose average length is taken for that of those to come."""


def run_dry(problems: Iterable[Problem], solving: SolveOptions, options: argparse.Namespace) -> int:
    """Print the plan; return 0."""
    progress = model_options.progress_display()
    with progress.loading("LiteLLM"):
        prices = model_options.model_pricing(options)
    tokens, why = _reply(solving, options)
    count, likely, bound = 0, CostEstimate(), CostEstimate()
    bounded = True
    for count, problem in enumerate(problems, 1):  # noqa: B007 - counts
        likely = sum_estimates([likely, estimate_expected(problem, solving, prices, tokens)])
        worst = estimate_maximum(problem, solving, prices)
        bounded = bounded and worst is not None
        bound = sum_estimates([bound, worst or {}])
    if options.json:
        print(json.dumps(_row(count, tokens, likely, bound if bounded else None), indent=2))
        return 0
    _print_estimate(count, likely, bound if bounded else None)
    screen = make_console()
    screen.print(
        f"Expected: replies of {tokens} tokens ({why}), half of the predictions right.", soft_wrap=True
    )
    screen.print(
        "Prompts are counted by the model's tokenizer where LiteLLM has it, else by another.", soft_wrap=True
    )
    screen.print(
        "Answers that are kept already cost nothing, and are counted here. No model was called.",
        soft_wrap=True,
    )
    return 0


def _reply(solving: SolveOptions, options: argparse.Namespace) -> tuple[int, str]:
    """Return the length of a reply that is expected, and why."""
    record = None if options.no_cache else model_options.open_response_cache()
    counted, mean = (0, 0.0) if record is None else record.completion_tokens(options.model)
    if counted >= _MIN_KNOWN_REPLIES:
        return max(1, round(mean)), f"the average of the {counted} of this model that are kept"
    return max(
        1, solving.sampling.max_tokens // 4
    ), "a quarter of --max-tokens: too few of this model are kept"


def _print_estimate(count: int, likely: CostEstimate, bound: CostEstimate | None) -> None:
    screen = make_console()
    screen.print(f"{count} problem{'' if count == 1 else 's'} to solve; expected / at most:", soft_wrap=True)
    screen.print(_table(likely, bound))


def _table(likely: CostEstimate, bound: CostEstimate | None) -> Table:
    from rich.table import Table

    table = Table("role", "calls", "prompt tokens", "completion tokens", "cost", box=None, pad_edge=False)
    roles = [role for role in Role if role in likely or role in (bound or {})]
    rows = [(role.value, _of(likely, [role]), _of(bound, [role])) for role in roles]
    for name, one, other in (*rows, ("all", _of(likely, roles), _of(bound, roles))):
        table.add_row(
            name,
            *(
                f"{_number(getattr(one, column))} / {_number(getattr(other, column, None))}"
                for column in ("calls", "prompt_tokens", "completion_tokens")
            ),
            f"{_price(one)} / {_price(other)}",
        )
    return table


def _of(plan: CostEstimate | None, roles: list[Role]) -> Usage | None:
    if plan is None:
        return None
    return sum((plan.get(role, Usage()) for role in roles), Usage())


def _number(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"


def _price(planned: Usage | None) -> str:
    return "?" if planned is None or planned.cost is None else f"${planned.cost:.2f}"


def _row(count: int, tokens: int, likely: CostEstimate, bound: CostEstimate | None) -> dict[str, Any]:
    def rows(plan: CostEstimate | None) -> dict[str, Any] | None:
        return None if plan is None else {role.value: _usage_row(usage) for role, usage in plan.items()}

    return {"problems": count, "reply_tokens": tokens, "expected": rows(likely), "at_most": rows(bound)}


def _usage_row(usage: Usage) -> dict[str, Any]:
    return {name: getattr(usage, name) for name in ("calls", "prompt_tokens", "completion_tokens", "cost")}
