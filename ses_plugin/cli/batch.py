"""`ses solve --all`: every problem of a file or folder, a line of JSON for each."""

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
    from ses_plugin.cli.progress import Progress

EXIT_UNFINISHED = 3
"""The exit status if problems are left for the next run."""

_FLOWS_PER_CALL = 2
"""Problems under way for each call that is allowed at a time: some wait for the judge, or to ask again."""

_NOT_OF_THE_RESULT = ("tests", "entry_point", "simulator")


def run_batch(problems: str, solving: SolveOptions, options: argparse.Namespace) -> int:
    """Solve all problems that are not in the file yet; return 0, or EXIT_UNFINISHED if some still are not."""
    progress = model_options.progress_display()
    with progress.loading("the problems"):
        left_out = _check(problems)
    for why in left_out:
        progress.console.print(f"left out: {why}", soft_wrap=True)
    with progress.loading("LiteLLM"):
        backend = model_options.make_backend(options, solving)
    with ResultsFile(options.out, _settings(solving, options)) as results:
        before = results.tally.problems
        backend.spending_limit.add(results.tally.usage_total)
        work = BatchSolver(
            load_problems(problems, _pass_over),
            solving,
            results,
            backend.for_one,
            at_once=options.concurrency * _FLOWS_PER_CALL,
            judged=not options.no_judge,
            stopped=lambda: backend.spending_limit.exhausted is not None,
        )
        started = time.perf_counter()
        with model_options.report_interrupt(options):
            asyncio.run(_shown(work, results, progress))
        _print_summary(work, results, before, backend, left_out)
        print_usage(work.usage, time.perf_counter() - started)
        if options.json:
            print(json.dumps({**_summary(work, results), "left_out": left_out}, indent=2))
    return EXIT_UNFINISHED if work.left or backend.spending_limit.exhausted else 0


def _check(problems: str) -> list[str]:
    """Read all problems of a file or folder once, before the first call: no error of theirs ends a paid run.

    Returns why packages of a folder are left out. Raises UsageError for a row that is no problem, and if
    nothing is left. (A plugin's source is read once: it may be slow, or have no end.)
    """
    if not is_path(problems):
        return []
    left_out: list[str] = []
    count = sum(1 for _ in load_problems(problems, lambda why: left_out.append(str(why))))
    if left_out and not count:
        raise UsageError(f"no problem of {problems} can be solved; {left_out[0]}")
    return left_out


def _pass_over(why: UsageError) -> None:
    """Leave out a package; `_check` has told of it."""


def unfinished_problems(
    problems: str, solving: SolveOptions, options: argparse.Namespace, left_out: LeftOut
) -> Iterator[Problem]:
    """Yield the problems that are not in the file yet, if there is one."""
    finished: set[str] = set()
    if options.out is not None and options.out.exists():
        with ResultsFile(options.out, _settings(solving, options)) as results:
            finished = results.finished
    return (problem for problem in load_problems(problems, left_out) if problem.id not in finished)


async def _shown(work: BatchSolver, results: ResultsFile, progress: Progress) -> None:
    def what() -> str:
        left = f", {work.left} left" if work.left else ""
        return f"{results.tally.problems} problems{left}"

    async def lines() -> None:
        while True:
            await asyncio.sleep(1)
            progress.now_and_then(lambda: work.usage)

    with progress.of(lambda: work.usage, what):
        telling = asyncio.create_task(lines())
        try:
            await work.run()
        finally:
            telling.cancel()


def _settings(solving: SolveOptions, options: argparse.Namespace) -> dict[str, Any]:
    """Return what results depend on, as plain data."""
    models = model_options.model_roles(options)
    values = {**asdict(solving), **asdict(solving.sampling)}
    own = {name: value for name, value in values.items() if name not in _NOT_OF_THE_RESULT}
    named = {"model": models.solve.name, "api_base": models.solve.api_base}
    other = models.simulate
    if other is not None:
        named |= {"simulator": other.name, "simulator_api_base": other.api_base}
    return named | own


def _print_summary(
    work: BatchSolver, results: ResultsFile, before: int, backend: LiteLLMBackend, left_out: list[str]
) -> None:
    screen = make_console()
    for line in _summary_lines(work, results, before, backend):
        screen.print(line, soft_wrap=True)
    if left_out:
        screen.print(f"{len(left_out)} left out, named above: they can't be read or judged", soft_wrap=True)


def _summary_lines(
    work: BatchSolver, results: ResultsFile, before: int, backend: LiteLLMBackend
) -> Iterator[str]:
    tally = results.tally
    earlier = f", {before} of them before" if before else ""
    yield (
        f"{results.path}: {tally.problems} problems{earlier}; {tally.programs} with a program, "
        f"{tally.verified} verified on their examples"
    )
    if tally.pass_at_1 is not None:
        share, low, high = (f"{100 * value:.1f}" for value in tally.pass_at_1)
        yield f"pass@1 on private tests: {share} % [{low}, {high}], {tally.passed} of {tally.judgement}"
    if work.again:
        yield f"{work.again} passed over: an earlier problem has the same id"
    if backend.spending_limit.exhausted:
        yield (
            f"Stopped at the limit of {backend.spending_limit.exhausted}, {work.left} begun and left: "
            "what was paid for is kept, and the same command with a higher limit goes on"
        )
    elif work.left:
        yield f"{work.left} left: calls of theirs failed; the same command tries again"


def _summary(work: BatchSolver, results: ResultsFile) -> dict[str, Any]:
    tally = results.tally
    return {
        **asdict(tally),
        "pass_at_1": tally.pass_at_1,
        "unfinished": work.left,
        "duplicates": work.again,
        "usage": work.usage.to_row(),
    }
