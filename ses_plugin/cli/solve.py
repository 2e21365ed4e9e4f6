"""`ses solve`: a program for one problem, chosen or repaired by predicted outputs."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from itertools import islice

from ses_plugin.cli import model_run
from ses_plugin.cli.solved import Solved, from_choice, from_draft, from_fixed
from ses_plugin.cli.telling import tell
from ses_plugin.datasets.problem_sets.read import load
from ses_plugin.datasets.problem_text import read_task
from ses_plugin.errors import UsageError
from ses_plugin.problems import Problem
from ses_plugin.strategies import (
    Flow,
    Interpret,
    SelfFix,
    SelfVerify,
    drafts,
    self_fix,
    self_verify,
)
from ses_plugin.strategies.simulation import Noted

NO_PROGRAM = 4
"""The exit status if no reply had a program in it."""

_OWN_OPTIONS = {"self-verify": ("k", "votes"), "self-fix": ("turns",), "solve": ()}
_SHOWN = 10
"""How many ids an error names."""

_DEFAULTS = {"k": 8, "turns": 10, "votes": 1}


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "problem",
        metavar="PROBLEM",
        help="a problem package (folder, .zip, .kpp), a .json or .jsonl file of problems, or - for a "
        "statement on standard input, whose examples are found in it",
    )
    parser.add_argument("--id", help="which problem of a file or folder of several")
    parser.add_argument(
        "--strategy", choices=_OWN_OPTIONS, default="self-verify", help="default: %(default)s"
    )
    parser.add_argument(
        "--oracle", action="store_true", help="really run the candidates in the place of predicting"
    )
    for name, text in (
        ("k", "candidates of self-verify"),
        ("turns", "solutions of self-fix, at most"),
        ("votes", "predictions of each output in self-verify"),
    ):
        parser.add_argument(
            f"--{name}", type=model_run.at_least(1), metavar="N", help=f"{text} (default: {_DEFAULTS[name]})"
        )
    model_run.add(parser)
    simulator = parser.add_argument_group("another model that predicts")
    simulator.add_argument("--simulator", metavar="M", help="its name (default: --model)")
    simulator.add_argument("--simulator-api-base", metavar="URL", help="its server (default: --api-base)")
    simulator.add_argument(
        "--simulator-api-key-env", metavar="VARIABLE", help="its key (default: as --api-key-env)"
    )


def run(options: argparse.Namespace) -> int:
    """Solve, print, and return the exit status: 0, or NO_PROGRAM."""
    _settle(options)
    problem = _problem(options.problem, options.id)
    if not problem.task.public:
        options.strategy = "solve"
    done = model_run.run(_flow(problem, options), options)
    if options.json:
        print(
            json.dumps(
                {**asdict(done.result), "seconds": done.seconds, "spent": done.ledger.to_row()}, indent=2
            )
        )
    else:
        if done.result.program is not None:
            print(done.result.program.rstrip("\n"), flush=True)
        tell(done.result, done.ledger, done.seconds)
    return 0 if done.result.program is not None else NO_PROGRAM


def _settle(options: argparse.Namespace) -> None:
    """Fill in defaults. Raises UsageError for an option of another strategy than the one chosen."""
    for name, value in _DEFAULTS.items():
        if getattr(options, name) is None:
            setattr(options, name, value)
        elif name not in _OWN_OPTIONS[options.strategy]:
            owner = next(strategy for strategy, names in _OWN_OPTIONS.items() if name in names)
            raise UsageError(f"--{name} is an option of --strategy {owner}, not of {options.strategy}")
    if options.oracle and options.strategy == "solve":
        raise UsageError("--oracle is for strategies that predict: --strategy self-verify or self-fix")


def _problem(where: str, wanted: str | None) -> Problem:
    """Return the problem at `where`. Raises UsageError if it is not exactly one."""
    if where == "-":
        text = sys.stdin.read()
        if not text.strip():
            raise UsageError(
                "PROBLEM -: nothing on standard input; give a statement, as in ses solve - < FILE"
            )
        return Problem("standard input", read_task(text))
    if wanted is not None:
        known = []
        for problem in load(where):
            if problem.id == wanted:
                return problem
            known.append(problem.id)
        raise UsageError(f"--id {wanted}: not in {where}; there are {_some(known)}")
    first = list(islice(load(where), _SHOWN + 1))
    if len(first) != 1:
        there = _some([problem.id for problem in first])
        raise UsageError(f"{where} has {there}; choose one by --id" if first else f"{where} has no problem")
    return first[0]


def _some(ids: list[str]) -> str:
    return ", ".join(ids[:_SHOWN]) + (", ..." if len(ids) > _SHOWN else "") if ids else "none"


def _flow(problem: Problem, options: argparse.Namespace) -> Flow[Solved]:
    task, sampling = problem.task, model_run.sampling(options, options.temperature)
    predictor = Noted(Interpret(problem.limits) if options.oracle else model_run.simulator(options))
    match options.strategy:
        case "self-verify":
            verify = SelfVerify(options.k, sampling, predictor, seed=options.seed)
            return from_choice((yield from self_verify(task, verify)), task, predictor, oracle=options.oracle)
        case "self-fix":
            repair = SelfFix(options.turns, sampling, predictor, options.seed)
            return from_fixed((yield from self_fix(task, repair)), task, oracle=options.oracle)
    (draft, *_) = (yield from drafts(task, 1, sampling, options.seed)) or (None,)
    return from_draft(draft, task)
