"""Solves many problems in parallel and writes the results to a file, one JSON line for each solved problem.

Each line has the settings of its run, and a file has results of the same settings only. A later run continues
with the problems that are not in the file.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypedDict, cast

from ses_plugin.drivers import arun
from ses_plugin.errors import UsageError
from ses_plugin.files import AppendOnlyFile
from ses_plugin.metrics import wilson_interval
from ses_plugin.plugins import get_prompt_set
from ses_plugin.service.option_fields import COMMAND_LINE
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.request_log import PromptRecord, with_request_log
from ses_plugin.service.result import CandidateRow, ResultRow, SolveResult, result_to_row
from ses_plugin.service.samples import (
    CandidateJudge,
    JudgementRow,
    SampleCandidate,
    candidate_rows,
    no_program_row,
    reported_candidates,
)
from ses_plugin.service.solve import solve_flow
from ses_plugin.strategies import Request, Response
from ses_plugin.types.problem import Problem
from ses_plugin.usage import Usage, UsageTracker

LINE_VERSION = 2
"""The version of the lines of a results file."""

_FIRST = next(iter(ResultRow.__annotations__))
_BEGINNING = re.compile(rb'\{"id": "(?:[^"\\]|\\.)*", "%b": ' % _FIRST.encode())
"""The beginning of every line, by which a file of results is recognized."""


@dataclass(slots=True)
class Summary:
    """Counts over results: `passed` of the `judged` programs pass their private tests.

    `verified` programs pass all examples; `usage_total` is the usage of all replies, cached ones included.
    """

    problems: int = 0
    programs: int = 0
    verified: int = 0
    judged: int = 0
    passed: int = 0
    usage_total: Usage = field(default_factory=Usage)

    def add(self, row: Mapping[str, Any]) -> None:
        """Count a result."""
        self.problems += 1
        self.programs += row["program"] is not None
        self.verified += row["verified"] is True
        if row["judgement"] is not None:
            self.judged += 1
            self.passed += row["judgement"]["passed"]
        self.usage_total += Usage(**row["usage_total"])

    @property
    def pass_at_1(self) -> tuple[float, float, float] | None:
        """The share of correct programs among those judged, with its 95 % interval (Wilson)."""
        if not self.judged:
            return None
        share = self.passed / self.judged
        return (share, *wilson_interval(share, self.judged))


class ProblemRow(TypedDict):
    """What a results file keeps of a problem: what models may see."""

    statement: str
    starter_code: str
    entry_point: str | None
    preloaded: bool
    level: str
    tests: list[tuple[str, str]]


class ResultLine(ResultRow):
    """A line of a results file, which has the run's `settings` beside it.

    `candidates` are those of samples (`SampleCandidate`): with execution results, if programs are judged.
    `judgement` is that of the selected program on the private tests. `usage_total` is the usage of models,
    cached replies included; `usage` that of each role.
    """

    id: str
    problem: ProblemRow
    prompts: PromptRecord
    judgement: JudgementRow | None
    seconds: float
    usage_total: dict[str, Any]
    usage: dict[str, Any]


class ResultsFile:
    """A file of results that were made with `settings`. New results are appended.

    Attributes:
        path: The file.
        summary: The counts over all results in it.
        finished: The ids of the problems in it.

    Raises:
        UsageError: The file can't be read or written, has results of other settings or of another version, or
            another process is writing to it.
    """

    def __init__(self, path: Path, settings: Mapping[str, Any]) -> None:
        self.path = path
        self.summary = Summary()
        self.finished: set[str] = set()
        self._settings = dict(settings)
        self._lines = AppendOnlyFile(path, "--out", "a result", _BEGINNING, self._check)

    def add(self, row: Mapping[str, Any]) -> None:
        """Append a result: plain data with an `id` and the keys that `Summary` counts."""
        self._lines.add({**row, "settings": self._settings})
        self._count(row)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lines.close()

    def _check(self, row: Mapping[str, Any], where: str) -> None:
        if (version := row["version"]) != LINE_VERSION:
            raise UsageError(
                f"{where}: a result of version {version!r}; this release reads and writes version "
                f"{LINE_VERSION}; give another file"
            )
        settings = row["settings"]
        for name in {**settings, **self._settings}:
            there, here = settings.get(name), self._settings.get(name)
            if there != here:
                raise UsageError(
                    f"{where}: made with {name} = {there!r}, not {here!r}; "
                    "give another file, or the same options"
                )
        self._count(row)

    def _count(self, row: Mapping[str, Any]) -> None:
        self.summary.add(row)
        self.finished.add(row["id"])


class TrackedBackend(Protocol):
    """A backend that tracks its usage."""

    usage: UsageTracker

    async def __call__(self, requests: Sequence[Request], /) -> Sequence[Response]:
        """Answer a round."""
        ...  # pragma: no cover


class BatchSolver:
    """Solves each of `problems` that is not in `results` yet, `at_once` at a time, and adds it to `results`.

    `connect` returns the backend for one problem. With `judge_programs`, programs are judged on the private
    tests of problems that have any. Once `stopped` returns True, no further problem is started.

    Attributes:
        unfinished: The number of problems without a result because a call failed that may succeed in a later
            run. A result from the other calls would look final.
        duplicates: The number of problems that were skipped because an earlier problem has the same id.

    Example:
        with ResultsFile(Path("results.jsonl"), settings) as results:
            solver = BatchSolver(problems, SolveOptions(), results, connect)
            await solver.run()
    """

    def __init__(  # noqa: PLR0913 - what to solve and where, and options by name
        self,
        problems: Iterator[Problem],
        options: SolveOptions,
        results: ResultsFile,
        connect: Callable[[], TrackedBackend],
        *,
        at_once: int = 32,
        judge_programs: bool = True,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self.unfinished = self.duplicates = 0
        self._problems, self._options, self._results = problems, options, results
        self._connect, self._at_once = connect, at_once
        self._judge_programs, self._stopped = judge_programs, stopped
        self._finished_before = frozenset(results.finished)
        self._seen: set[str] = set()
        self._reading = asyncio.Lock()
        self._finished_usage = UsageTracker()
        self._running: list[UsageTracker] = []

    @property
    def usage(self) -> UsageTracker:
        """The usage of all flows so far."""
        total = UsageTracker()
        for tracker in (self._finished_usage, *self._running):
            total.add(tracker)
        return total

    async def run(self) -> None:
        """Solve all problems. If it raises, every started problem has ended before."""
        workers = [asyncio.create_task(self._work()) for _ in range(self._at_once)]
        try:
            await asyncio.gather(*workers)
        except BaseException:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            raise

    async def _work(self) -> None:
        while (problem := await self._next()) is not None:
            backend = self._connect()
            self._running.append(backend.usage)
            try:
                await self._solve(problem, backend)
            finally:
                self._running = [tracker for tracker in self._running if tracker is not backend.usage]
                self._finished_usage.add(backend.usage)

    async def _next(self) -> Problem | None:
        """Return the next problem to solve. Problems are read one at a time, when a worker is free."""
        async with self._reading:
            while not self._stopped():
                problem = await asyncio.to_thread(next, self._problems, None)  # a plugin's source may be slow
                if problem is None:
                    return None
                if problem.id in self._seen:
                    self.duplicates += 1
                    continue
                self._seen.add(problem.id)
                if problem.id not in self._finished_before:
                    return problem
            return None

    async def _solve(self, problem: Problem, backend: TrackedBackend) -> None:
        started, options = time.perf_counter(), self._options
        flow = with_request_log(solve_flow(problem.public, options, problem.limits, syntax=COMMAND_LINE))
        response, log = await arun(flow, backend)
        tracker, result = backend.usage, response.result
        if tracker.retryable_failures:
            self.unfinished += 1
            return
        candidates = candidate_rows(reported_candidates(result.candidates, response.replies), log)
        if self._judge_programs:
            candidates = await _judge_candidates(problem, candidates)
        row: ResultLine = {
            "id": problem.id,
            **result_to_row(result),
            "version": LINE_VERSION,
            "candidates": cast(list[CandidateRow], candidates),
            "problem": _problem_row(problem),
            "prompts": log.record(options.prompts, get_prompt_set(options.prompts)),
            "judgement": await _judge_result(problem, result, candidates) if self._judge_programs else None,
            "seconds": time.perf_counter() - started,
            "usage_total": asdict(tracker.total_usage),
            "usage": tracker.to_row(),
        }
        self._results.add(row)


def _problem_row(problem: Problem) -> ProblemRow:
    public = problem.public
    return {
        "statement": public.statement,
        "starter_code": public.starter_code,
        "entry_point": public.entry_point,
        "preloaded": public.preloaded,
        "level": problem.difficulty,
        "tests": [(test.input, test.output) for test in public.public_tests],
    }


async def _judge_candidates(problem: Problem, candidates: list[SampleCandidate]) -> list[SampleCandidate]:
    """Return the candidates with their execution results; without a private judgement if there are no tests.

    The waiting is asynchronous: threads that wait could take all those that the event loop has.
    """
    judging = CandidateJudge(problem, candidates)
    await asyncio.gather(*map(asyncio.wrap_future, judging.futures))
    complete = [judging.complete(candidate) for candidate in candidates]
    if not problem.private_tests.for_the_judge():
        for candidate in complete:
            del candidate["private"]
    return complete


async def _judge_result(
    problem: Problem, result: SolveResult, candidates: list[SampleCandidate]
) -> JudgementRow | None:
    """Return the judgement of the selected program on the private tests; None if the problem has none."""
    tests = problem.private_tests.for_the_judge()
    if not tests:
        return None
    if result.program is None:
        return no_program_row(len(tests))
    for candidate in candidates:
        if candidate["program"] == result.program:
            return candidate["private"]
    # A plugin's report may lack the selected program.
    selected: SampleCandidate = {
        "program": result.program,
        "reply": "",
        "chosen": True,
        "tied": False,
        "examples": [],
    }
    (complete,) = await _judge_candidates(problem, [selected])
    return complete["private"]
