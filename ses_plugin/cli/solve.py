"""`ses solve`: write programs for problems, selected or repaired by predicted outputs.

With `--dry-run` it prints the estimated usage and cost without calling a model.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ses_plugin.cli import batch, model_options
from ses_plugin.cli.output import make_console, print_result
from ses_plugin.errors import UsageError
from ses_plugin.files import MAX_SOURCE, read_standard_input
from ses_plugin.problems.loader import load_problems
from ses_plugin.problems.text import read_task
from ses_plugin.service.option_fields import COMMAND_LINE
from ses_plugin.service.options import RUN_OPTIONS, SOLVE_OPTIONS, SolveOptions
from ses_plugin.service.result import result_to_row
from ses_plugin.service.solve import (
    CostEstimate,
    estimate_expected,
    estimate_maximum,
    solve_flow,
    sum_estimates,
)
from ses_plugin.strategies import Role
from ses_plugin.types.problem import Problem
from ses_plugin.usage import Usage

if TYPE_CHECKING:
    from rich.table import Table

EXIT_NO_PROGRAM = 4
"""The exit status if no reply contains a program."""

_SHOWN = 10
"""The most ids in an error message."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "problem",
        metavar="PROBLEM",
        help="a problem package (folder, .zip, .kpp), a .json or .jsonl file of problems, a plugin's problem "
        "source, or - for a statement with examples on standard input",
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--id", help="solve only the problem with this id")
    which.add_argument(
        "--all", action="store_true", help="solve every problem and write the results to --out"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="the .jsonl file of results: a new one, or one to continue"
    )
    parser.add_argument(
        "--no-judge", action="store_true", help="with --all: do not judge solutions on private tests"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="estimate usage and cost without calling a model"
    )
    model_options.add_model_arguments(parser, [SOLVE_OPTIONS[name] for name in RUN_OPTIONS])
    simulator = parser.add_argument_group("simulator, if it is another model")
    simulator.add_argument(
        "--simulator-api-base", metavar="URL", help="URL of its server (default: --api-base)"
    )
    simulator.add_argument(
        "--simulator-api-key-env",
        metavar="VARIABLE",
        help="environment variable with its API key (default: --api-key-env)",
    )


def run(options: argparse.Namespace) -> int:
    """Solve, print, and return the exit status: 0, or EXIT_NO_PROGRAM."""
    solving = model_options.parse_flags(options)
    _check_flags(options)
    if options.dry_run:
        return run_dry(_problems(options, solving), solving, options)
    if options.all:
        return batch.run_batch(options.problem, solving, options)
    problem = _problem(options.problem, options.id)
    flow = solve_flow(problem.public, solving, problem.limits, syntax=COMMAND_LINE)
    flow_run = model_options.run_flow(flow, options, solving, problem.public)
    result = flow_run.result.result
    if options.json:
        row = {
            **result_to_row(result, with_replies=True),
            "seconds": flow_run.seconds,
            "usage": flow_run.usage.to_row(),
        }
        print(json.dumps(row, indent=2))
    else:
        if result.program is not None:
            print(result.program.rstrip("\n"), flush=True)
        print_result(result, flow_run.usage, flow_run.seconds)
    return 0 if result.program is not None else EXIT_NO_PROGRAM


def _check_flags(options: argparse.Namespace) -> None:
    """Raise UsageError for options that have no effect together, or without another option."""
    if options.out is None if options.all and not options.dry_run else options.out and not options.all:
        raise UsageError("--all and --out go together: every problem, and the file for the results")
    if options.no_judge and not options.all:
        raise UsageError("--no-judge is for --all: a single problem is not judged")
    if options.id is not None and options.problem == "-":
        raise UsageError("--id is for a file or folder of problems, and - is one statement; leave it out")
    for name in ("simulator_api_base", "simulator_api_key_env"):
        if getattr(options, name) is not None and not options.simulator:
            raise UsageError(f"--{name.replace('_', '-')} goes with --simulator M; name that model too")


def _problems(options: argparse.Namespace, solving: SolveOptions) -> Iterable[Problem]:
    """Return the problems to solve."""
    if options.all:
        return batch.unfinished_problems(
            options.problem,
            solving,
            options,
            lambda error: print(f"left out: {error}", file=sys.stderr),
        )
    return [_problem(options.problem, options.id)]


def _problem(location: str, problem_id: str | None) -> Problem:
    """Return the problem at `location`. Raises UsageError if there is not exactly one."""
    if location == "-":
        text = read_standard_input(MAX_SOURCE, "a statement in UTF-8")
        if not text.strip():
            raise UsageError(
                "PROBLEM -: nothing on standard input; give a statement, as in ses solve - < FILE"
            )
        return Problem("standard input", read_task(text))
    if problem_id is not None:
        ids: list[str] = []
        left_out: list[UsageError] = []
        for problem in load_problems(location, left_out.append):
            if problem.id == problem_id:
                return problem
            ids.append(problem.id)
        more = f"; {len(left_out)} can't be used, the first since {left_out[0]}" if left_out else ""
        raise UsageError(f"--id {problem_id}: not in {location}; there are {_list_ids(ids)}{more}")
    first = list(islice(load_problems(location), _SHOWN + 1))
    if len(first) != 1:
        listing = _list_ids([problem.id for problem in first])
        raise UsageError(
            f"{location} has {listing}; choose one by --id, or --all with --out FILE"
            if first
            else f"{location} has no problem"
        )
    return first[0]


def _list_ids(ids: list[str]) -> str:
    return ", ".join(ids[:_SHOWN]) + (", ..." if len(ids) > _SHOWN else "") if ids else "none"


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
