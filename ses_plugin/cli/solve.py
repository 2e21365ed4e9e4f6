"""`ses solve`: programs for problems, chosen or repaired by predicted outputs."""

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
from ses_plugin.plugins.registry import get_strategy
from ses_plugin.problems.loader import load_problems
from ses_plugin.problems.text import read_task
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.result import result_to_row
from ses_plugin.service.solve import solve_flow
from ses_plugin.strategies import STRATEGIES
from ses_plugin.types.problem import Problem

EXIT_NO_PROGRAM = 4
"""The exit status if no reply had a program in it."""

_DEFAULTS = {"k": 8, "turns": 10, "votes": 1}
_OWN_OPTIONS = {
    "self-verify": ("k", "votes"),
    "self-fix": ("turns",),
    "self-consistency": ("k",),
    "solve": (),
}
_SHOWN = 10
"""How many ids an error names."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "problem",
        metavar="PROBLEM",
        help="a problem package (folder, .zip, .kpp), a .json or .jsonl file of problems, a plugin's problem "
        "source, or - for a statement on standard input, whose examples are found in it",
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--id", help="which problem of a file or folder of several")
    which.add_argument("--all", action="store_true", help="every problem; results go to --out")
    parser.add_argument("--out", type=Path, metavar="FILE", help="a .jsonl file, a new one or to go on with")
    parser.add_argument(
        "--no-judge", action="store_true", help="with --all: do not run solutions on private tests"
    )
    parser.add_argument(
        "--strategy",
        default="self-verify",
        metavar="NAME",
        help=f"{', '.join(STRATEGIES)}, or a plugin's (default: %(default)s)",
    )
    parser.add_argument(
        "--oracle", action="store_true", help="really run the candidates in the place of predicting"
    )
    for name, text in (
        ("k", "candidates of self-verify and self-consistency"),
        ("turns", "solutions of self-fix, at most"),
        ("votes", "predictions of each output in self-verify"),
    ):
        parser.add_argument(
            f"--{name}",
            type=model_options.int_at_least(1),
            metavar="N",
            help=f"{text} (default: {_DEFAULTS[name]})",
        )
    parser.add_argument(
        "--submit-passing",
        action="store_true",
        help="in self-fix submit what is predicted to pass the tests and have all else corrected, without "
        "asking the model which",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what it would take, and call no model")
    model_options.add_model_arguments(parser)
    simulator = parser.add_argument_group("another model that predicts")
    simulator.add_argument("--simulator", metavar="M", help="its name (default: --model)")
    simulator.add_argument("--simulator-api-base", metavar="URL", help="its server (default: --api-base)")
    simulator.add_argument(
        "--simulator-api-key-env", metavar="VARIABLE", help="its key (default: as --api-key-env)"
    )


def run(options: argparse.Namespace) -> int:
    """Solve, print, and return the exit status: 0, or EXIT_NO_PROGRAM."""
    _settle(options)
    if options.dry_run:
        return dry_run.run_dry(_chosen(options), _options(options), options)
    if options.all:
        return batch.run_batch(options.problem, _options(options), options)
    problem = _problem(options.problem, options.id)
    done = model_options.run_flow(solve_flow(problem.public, _options(options), problem.limits), options)
    solved = done.result.result
    if options.json:
        row = {
            **result_to_row(solved, with_replies=True),
            "seconds": done.seconds,
            "usage": done.traffic.to_row(),
        }
        print(json.dumps(row, indent=2))
    else:
        if solved.program is not None:
            print(solved.program.rstrip("\n"), flush=True)
        print_result(solved, done.traffic, done.seconds)
    return 0 if solved.program is not None else EXIT_NO_PROGRAM


def _settle(options: argparse.Namespace) -> None:
    """Fill in defaults. Raises UsageError for an unknown strategy, or an option of another one."""
    get_strategy(options.strategy)
    for name, value in _DEFAULTS.items():
        if getattr(options, name) is None:
            setattr(options, name, value)
        elif name not in _OWN_OPTIONS.get(options.strategy, _DEFAULTS):
            owners = " or ".join(owner for owner, names in _OWN_OPTIONS.items() if name in names)
            raise UsageError(f"--{name} is an option of --strategy {owners}, not of {options.strategy}")
    if options.out is None if options.all and not options.dry_run else options.out and not options.all:
        raise UsageError("--all and --out go together: every problem, and the file for the results")
    if options.submit_passing and options.strategy != "self-fix":
        raise UsageError(f"--submit-passing is an option of --strategy self-fix, not of {options.strategy}")
    if options.oracle and options.strategy == "solve":
        raise UsageError("--oracle is for strategies that predict, as --strategy self-verify")
    _check_others(options)


def _check_others(options: argparse.Namespace) -> None:
    """Raise UsageError for an option that would change nothing without, or with, another one."""
    if options.no_judge and not options.all:
        raise UsageError("--no-judge is for --all: a single problem is not judged")
    if options.id is not None and options.problem == "-":
        raise UsageError("--id is for a file or folder of problems, and - is one statement; leave it out")
    if options.simulator and options.strategy == "solve":
        raise UsageError("--simulator is for strategies that predict, as --strategy self-verify")
    for name in ("simulator_api_base", "simulator_api_key_env"):
        if getattr(options, name) is not None and not options.simulator:
            raise UsageError(f"--{name.replace('_', '-')} goes with --simulator M; name that model too")


def _chosen(options: argparse.Namespace) -> Iterable[Problem]:
    """Return the problems to be solved."""
    if options.all:
        return batch.unfinished_problems(
            options.problem,
            _options(options),
            options,
            lambda why: print(f"left out: {why}", file=sys.stderr),
        )
    return [_problem(options.problem, options.id)]


def _problem(where: str, wanted: str | None) -> Problem:
    """Return the problem at `where`. Raises UsageError if it is not exactly one."""
    if where == "-":
        text = read_standard_input(MAX_SOURCE, "a statement in UTF-8")
        if not text.strip():
            raise UsageError(
                "PROBLEM -: nothing on standard input; give a statement, as in ses solve - < FILE"
            )
        return Problem("standard input", read_task(text))
    if wanted is not None:
        known: list[str] = []
        left_out: list[UsageError] = []
        for problem in load_problems(where, left_out.append):
            if problem.id == wanted:
                return problem
            known.append(problem.id)
        more = f"; {len(left_out)} can't be used, the first since {left_out[0]}" if left_out else ""
        raise UsageError(f"--id {wanted}: not in {where}; there are {_some(known)}{more}")
    first = list(islice(load_problems(where), _SHOWN + 1))
    if len(first) != 1:
        there = _some([problem.id for problem in first])
        raise UsageError(
            f"{where} has {there}; choose one by --id, or --all with --out FILE"
            if first
            else f"{where} has no problem"
        )
    return first[0]


def _some(ids: list[str]) -> str:
    return ", ".join(ids[:_SHOWN]) + (", ..." if len(ids) > _SHOWN else "") if ids else "none"


def _options(options: argparse.Namespace) -> SolveOptions:
    return SolveOptions(
        strategy=options.strategy,
        k=options.k,
        turns=options.turns,
        submit_passing=options.submit_passing,
        votes=options.votes,
        oracle=options.oracle,
        temperature=options.temperature,
        top_p=options.top_p,
        max_tokens=options.max_tokens,
        seed=options.seed,
    )
