"""`ses solve --dry-run`: print the estimated usage and cost without calling a model."""

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
from ses_plugin.usage import Usage

if TYPE_CHECKING:
    from rich.table import Table

_MIN_KNOWN_REPLIES = 20
"""The fewest cached replies of a model whose average length estimates that of new replies."""


def run_dry(problems: Iterable[Problem], solving: SolveOptions, options: argparse.Namespace) -> int:
    """Print the estimate; return 0."""
    progress = model_options.progress_display()
    with progress.loading("LiteLLM"):
        prices = model_options.model_pricing(options)
    tokens, source = _reply_length(solving, options)
    count, expected, total_maximum = 0, CostEstimate(), CostEstimate()
    has_maximum = True
    for count, problem in enumerate(problems, 1):  # noqa: B007 - counts
        expected = sum_estimates([expected, estimate_expected(problem, solving, prices, tokens)])
        maximum = estimate_maximum(problem, solving, prices)
        has_maximum = has_maximum and maximum is not None
        total_maximum = sum_estimates([total_maximum, maximum or {}])
    if options.json:
        print(json.dumps(_row(count, tokens, expected, total_maximum if has_maximum else None), indent=2))
        return 0
    _print_estimate(count, expected, total_maximum if has_maximum else None)
    console = make_console()
    console.print(
        f"Expected: replies of {tokens} tokens ({source}), half of the predictions right.", soft_wrap=True
    )
    console.print(
        "Prompts are counted by the model's tokenizer if LiteLLM has it, otherwise by another one.",
        soft_wrap=True,
    )
    console.print(
        "Cached replies cost nothing, but are counted here. No model was called.",
        soft_wrap=True,
    )
    return 0


def _reply_length(solving: SolveOptions, options: argparse.Namespace) -> tuple[int, str]:
    """Return the expected length of a reply in tokens, and the source of the number."""
    cache = None if options.no_cache else model_options.open_response_cache()
    known, mean = (0, 0.0) if cache is None else cache.completion_tokens(options.model)
    if known >= _MIN_KNOWN_REPLIES:
        return max(1, round(mean)), f"the average of this model's {known} cached replies"
    return max(
        1, solving.sampling.max_tokens // 4
    ), "a quarter of --max-tokens: the cache has too few replies of this model"


def _print_estimate(count: int, expected: CostEstimate, total_maximum: CostEstimate | None) -> None:
    console = make_console()
    console.print(f"{count} problem{'' if count == 1 else 's'} to solve; expected / at most:", soft_wrap=True)
    console.print(_table(expected, total_maximum))


def _table(expected: CostEstimate, total_maximum: CostEstimate | None) -> Table:
    from rich.table import Table

    table = Table("role", "calls", "prompt tokens", "completion tokens", "cost", box=None, pad_edge=False)
    roles = [role for role in Role if role in expected or role in (total_maximum or {})]
    rows = [(role.value, _sum_roles(expected, [role]), _sum_roles(total_maximum, [role])) for role in roles]
    for name, low, high in (
        *rows,
        ("all", _sum_roles(expected, roles), _sum_roles(total_maximum, roles)),
    ):
        table.add_row(
            name,
            *(
                f"{_number(getattr(low, column))} / {_number(getattr(high, column, None))}"
                for column in ("calls", "prompt_tokens", "completion_tokens")
            ),
            f"{_price(low)} / {_price(high)}",
        )
    return table


def _sum_roles(estimate: CostEstimate | None, roles: list[Role]) -> Usage | None:
    if estimate is None:
        return None
    return sum((estimate.get(role, Usage()) for role in roles), Usage())


def _number(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"


def _price(usage: Usage | None) -> str:
    return "?" if usage is None or usage.cost is None else f"${usage.cost:.2f}"


def _row(
    count: int, tokens: int, expected: CostEstimate, total_maximum: CostEstimate | None
) -> dict[str, Any]:
    def rows(estimate: CostEstimate | None) -> dict[str, Any] | None:
        return (
            None if estimate is None else {role.value: _usage_row(usage) for role, usage in estimate.items()}
        )

    return {
        "problems": count,
        "reply_tokens": tokens,
        "expected": rows(expected),
        "at_most": rows(total_maximum),
    }


def _usage_row(usage: Usage) -> dict[str, Any]:
    return {name: getattr(usage, name) for name in ("calls", "prompt_tokens", "completion_tokens", "cost")}
