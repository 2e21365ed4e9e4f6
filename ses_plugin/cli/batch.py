"""`ses solve --all`: solve every problem of a file or folder and write a JSON line for each."""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ses_plugin.cli import model_options
from ses_plugin.cli.output import make_console, print_usage
from ses_plugin.errors import UsageError
from ses_plugin.problems.loader import LeftOut, is_path, load_problems
from ses_plugin.service.batch import BatchSolver, ResultsFile
from ses_plugin.service.options import SolveOptions
from ses_plugin.types.problem import Problem

if TYPE_CHECKING:
    from ses_plugin.adapters.litellm import LiteLLMBackend
    from ses_plugin.cli.progress import ProgressDisplay

EXIT_UNFINISHED = 3
"""The exit status if problems are unfinished."""

_FLOWS_PER_CALL = 2
"""Problems in progress per concurrent call: some wait for the judge, or for a retry."""


def run_batch(problems: str, solving: SolveOptions, options: argparse.Namespace) -> int:
    """Solve all problems without a result in the file; return 0, or EXIT_UNFINISHED if any is unfinished."""
    progress = model_options.progress_display()
    with progress.loading("the problems"):
        left_out = _check_problems(problems)
    for error in left_out:
        progress.console.print(f"left out: {error}", soft_wrap=True)
    with progress.loading("LiteLLM"):
        backend = model_options.make_backend(options, solving, options.out.resolve())
    with ResultsFile(options.out, model_options.run_settings(solving, options)) as results:
        count_before = results.summary.problems
        backend.spending_limit.add_missing(results.summary.usage_total)  # of a cache that is gone
        solver = BatchSolver(
            load_problems(problems, _ignore_error),
            solving,
            results,
            backend.for_one,
            at_once=options.concurrency * _FLOWS_PER_CALL,
            judge_programs=not options.no_judge,
            stopped=lambda: backend.spending_limit.exhausted is not None,
        )
        started = time.perf_counter()
        with model_options.report_interrupt(options):
            asyncio.run(_run_with_progress(solver, results, progress))
        _print_summary(solver, results, count_before, backend, left_out)
        print_usage(solver.usage, time.perf_counter() - started)
        if options.json:
            print(json.dumps({**_summary_row(solver, results), "left_out": left_out}, indent=2))
    return EXIT_UNFINISHED if solver.unfinished or backend.spending_limit.exhausted else 0


def _check_problems(problems: str) -> list[str]:
    """Read all problems of a file or folder before the first call, so that no error ends a paid run.

    Returns why packages of a folder are left out. Raises UsageError for a row that is not a problem, and if
    no package can be used. A plugin's source is not checked: it may be slow or endless.
    """
    if not is_path(problems):
        return []
    left_out: list[str] = []
    count = sum(1 for _ in load_problems(problems, lambda error: left_out.append(str(error))))
    if left_out and not count:
        raise UsageError(f"no problem of {problems} can be solved; {left_out[0]}")
    return left_out


def _ignore_error(error: UsageError) -> None:
    """Leave out a package: `_check_problems` has reported it."""


def unfinished_problems(
    problems: str, solving: SolveOptions, options: argparse.Namespace, left_out: LeftOut
) -> Iterator[Problem]:
    """Yield the problems without a result in the file of results, if there is one."""
    finished: set[str] = set()
    if options.out is not None and options.out.exists():
        with ResultsFile(options.out, model_options.run_settings(solving, options)) as results:
            finished = results.finished
    return (problem for problem in load_problems(problems, left_out) if problem.id not in finished)


async def _run_with_progress(solver: BatchSolver, results: ResultsFile, progress: ProgressDisplay) -> None:
    def describe() -> str:
        unfinished = f", {solver.unfinished} unfinished" if solver.unfinished else ""
        return f"{results.summary.problems} problems{unfinished}"

    async def print_lines() -> None:
        while True:
            await asyncio.sleep(1)
            progress.print_if_due(lambda: solver.usage)

    with progress.show(lambda: solver.usage, describe):
        printer = asyncio.create_task(print_lines())
        try:
            await solver.run()
        finally:
            printer.cancel()


def _print_summary(
    solver: BatchSolver, results: ResultsFile, count_before: int, backend: LiteLLMBackend, left_out: list[str]
) -> None:
    console = make_console()
    for line in _summary_lines(solver, results, count_before, backend):
        console.print(line, soft_wrap=True)
    if left_out:
        console.print(f"{len(left_out)} left out, named above: they can't be read or judged", soft_wrap=True)


def _summary_lines(
    solver: BatchSolver, results: ResultsFile, count_before: int, backend: LiteLLMBackend
) -> Iterator[str]:
    summary = results.summary
    from_earlier_runs = f", {count_before} of them from earlier runs" if count_before else ""
    yield (
        f"{results.path}: {summary.problems} problems{from_earlier_runs}; {summary.programs} with a program, "
        f"{summary.verified} verified on their examples"
    )
    if summary.pass_at_1 is not None:
        share, low, high = (f"{100 * value:.1f}" for value in summary.pass_at_1)
        yield f"pass@1 on private tests: {share} % [{low}, {high}], {summary.passed} of {summary.judged}"
    if solver.duplicates:
        yield f"{solver.duplicates} skipped: an earlier problem has the same id"
    if backend.spending_limit.exhausted:
        yield (
            f"Stopped: the limit of {backend.spending_limit.exhausted} is reached, with {solver.unfinished} "
            "unfinished. All replies are kept; run the same command with a higher limit to continue"
        )
    elif solver.unfinished:
        yield f"{solver.unfinished} unfinished: calls failed; run the same command to try again"


def _summary_row(solver: BatchSolver, results: ResultsFile) -> dict[str, Any]:
    summary = results.summary
    return {
        **asdict(summary),
        "pass_at_1": summary.pass_at_1,
        "unfinished": solver.unfinished,
        "duplicates": solver.duplicates,
        "usage": solver.usage.to_row(),
    }
