"""`ses solve --dry-run`: what it would take, before anything is spent."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ses_plugin.chat.options import SolveOptions
from ses_plugin.chat.plan import Plan, Planned, expected, most, together
from ses_plugin.cli import model_run
from ses_plugin.cli.telling import console
from ses_plugin.problems import Problem
from ses_plugin.strategies import Role

if TYPE_CHECKING:
    from rich.table import Table

_ENOUGH = 20
"""Kept replies of a model whose average length is taken for that of those to come."""


def run(problems: Iterable[Problem], solving: SolveOptions, options: argparse.Namespace) -> int:
    """Print the plan; return 0."""
    progress = model_run.shown()
    with progress.loading("LiteLLM"):
        prices = model_run.prices(options)
    tokens, why = _reply(solving, options)
    count, likely, bound = 0, Plan(), Plan()
    bounded = True
    for count, problem in enumerate(problems, 1):  # noqa: B007 - counts
        likely = together([likely, expected(problem, solving, prices, tokens)])
        worst = most(problem, solving, prices)
        bounded = bounded and worst is not None
        bound = together([bound, worst or {}])
    if options.json:
        print(json.dumps(_row(count, tokens, likely, bound if bounded else None), indent=2))
        return 0
    _tell(count, likely, bound if bounded else None)
    screen = console()
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
    record = None if options.no_cache else model_run.earlier_answers()
    counted, mean = (0, 0.0) if record is None else record.tokens_out(options.model)
    if counted >= _ENOUGH:
        return max(1, round(mean)), f"the average of the {counted} of this model that are kept"
    return max(
        1, solving.sampling.max_tokens // 4
    ), "a quarter of --max-tokens: too few of this model are kept"


def _tell(count: int, likely: Plan, bound: Plan | None) -> None:
    screen = console()
    screen.print(f"{count} problem{'' if count == 1 else 's'} to solve; expected / at most:", soft_wrap=True)
    screen.print(_table(likely, bound))


def _table(likely: Plan, bound: Plan | None) -> Table:
    from rich.table import Table

    table = Table("role", "calls", "tokens in", "tokens out", "cost", box=None, pad_edge=False)
    roles = [role for role in Role if role in likely or role in (bound or {})]
    rows = [(role.value, _of(likely, [role]), _of(bound, [role])) for role in roles]
    for name, one, other in (*rows, ("all", _of(likely, roles), _of(bound, roles))):
        table.add_row(
            name,
            *(
                f"{_number(getattr(one, column))} / {_number(getattr(other, column, None))}"
                for column in ("calls", "tokens_in", "tokens_out")
            ),
            f"{_price(one)} / {_price(other)}",
        )
    return table


def _of(plan: Plan | None, roles: list[Role]) -> Planned | None:
    if plan is None:
        return None
    return sum((plan.get(role, Planned()) for role in roles), Planned())


def _number(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"


def _price(planned: Planned | None) -> str:
    return "?" if planned is None or planned.cost is None else f"${planned.cost:.2f}"


def _row(count: int, tokens: int, likely: Plan, bound: Plan | None) -> dict[str, Any]:
    def rows(plan: Plan | None) -> dict[str, Any] | None:
        return None if plan is None else {role.value: asdict(planned) for role, planned in plan.items()}

    return {"problems": count, "reply_tokens": tokens, "expected": rows(likely), "at_most": rows(bound)}
