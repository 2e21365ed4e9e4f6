"""`ses solve`: write programs for problems, selected or repaired by predicted outputs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from ses_plugin.cli import batch, dry_run, model_options
from ses_plugin.cli.output import print_result
from ses_plugin.errors import UsageError
from ses_plugin.files.reading import MAX_SOURCE, read_standard_input
from ses_plugin.problems.loader import load_problems
from ses_plugin.problems.text import read_task
from ses_plugin.service.options import RUN_OPTIONS, SOLVE_OPTIONS, SolveOptions
from ses_plugin.service.result import result_to_row
from ses_plugin.service.solve import solve_flow
from ses_plugin.types.problem import Problem

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
        return dry_run.run_dry(_problems(options, solving), solving, options)
    if options.all:
        return batch.run_batch(options.problem, solving, options)
    problem = _problem(options.problem, options.id)
    flow = solve_flow(problem.public, solving, problem.limits)
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
