"""Solves many problems in parallel, and keeps the results in a file: a JSON line for each solved problem.

Each line has the settings that it was made with, and a file holds results of the same settings only. A later
run goes on with the problems that are not in the file.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from ses_plugin.drivers import arun
from ses_plugin.errors import UsageError
from ses_plugin.execution import judge, shared_sandbox
from ses_plugin.files.append_only import AppendOnlyFile
from ses_plugin.metrics import wilson_interval
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.result import RESULT_VERSION, ResultRow, SolveResult, result_to_row
from ses_plugin.service.samples import JudgementRow, judgement_to_row, no_program_row
from ses_plugin.service.solve import solve_flow
from ses_plugin.strategies import Request, Response
from ses_plugin.types.problem import Problem
from ses_plugin.types.program import Program
from ses_plugin.usage.usage import Usage, UsageTracker

_FIRST = next(iter(ResultRow.__annotations__))
_BEGINNING = re.compile(rb'\{"id": "(?:[^"\\]|\\.)*", "%b": ' % _FIRST.encode())
"""What a line begins with."""


@dataclass(slots=True)
class Summary:
    """A sum over results: `passed` of the `judgement` judged ones pass their private tests."""

    problems: int = 0
    programs: int = 0
    verified: int = 0
    judgement: int = 0
    passed: int = 0
    usage_total: Usage = field(default_factory=Usage)

    def add(self, row: Mapping[str, Any]) -> None:
        """Count a result in."""
        self.problems += 1
        self.programs += row["program"] is not None
        self.verified += row["verified"] is True
        if row["judgement"] is not None:
            self.judgement += 1
            self.passed += row["judgement"]["passed"]
        self.usage_total += Usage(**row["usage_total"])

    @property
    def pass_at_1(self) -> tuple[float, float, float] | None:
        """The share of right programs among those judged, with its 95 % interval (Wilson)."""
        if not self.judgement:
            return None
        share = self.passed / self.judgement
        return (share, *wilson_interval(share, self.judgement))


class ResultsFile:
    """The results in the file `path`, made with `settings`, which new ones are added to.

    `finished` has the ids of the problems in it. Raises UsageError if the file can't be used, has results of
    other settings, or another process is adding to it.
    """

    def __init__(self, path: Path, settings: Mapping[str, Any]) -> None:
        self.path = path
        self.tally = Summary()
        self.finished: set[str] = set()
        self._settings = dict(settings)
        self._lines = AppendOnlyFile(path, "--out", "a result", _BEGINNING, self._check)

    def add(self, row: Mapping[str, Any]) -> None:
        """Add a result: plain data with an `id`, and what `Summary` counts."""
        self._lines.add({**row, "settings": self._settings})
        self._count(row)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lines.close()

    def _check(self, row: Mapping[str, Any], where: str) -> None:
        if (version := row["version"]) != RESULT_VERSION:
            raise UsageError(
                f"{where}: a result of version {version!r}, and not {RESULT_VERSION}; give another file"
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
        self.tally.add(row)
        self.finished.add(row["id"])


class TrackedBackend(Protocol):
    """A backend that counts what it is asked."""

    usage: UsageTracker

    async def __call__(self, requests: Sequence[Request], /) -> Sequence[Response]:
        """Answer a round."""
        ...  # pragma: no cover


class BatchSolver:
    """Solves each of `problems` that is not in `results` yet, and adds it there: `at_once` at a time.

    `connect` gives the backend of one problem. A problem is left, for another run, if calls of it failed that
    may be answered another time: a result would pass for final. `left` counts these, and `again` the problems
    that were passed over because an earlier one has the same id. Once `stopped` says so no problem is begun.
    With `judged` programs are judged on the private tests, if a problem has any.
    """

    def __init__(  # noqa: PLR0913 - what to solve and where, and options by name
        self,
        problems: Iterator[Problem],
        options: SolveOptions,
        results: ResultsFile,
        connect: Callable[[], TrackedBackend],
        *,
        at_once: int = 32,
        judged: bool = True,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self.left = self.again = 0
        self._problems, self._options, self._results = problems, options, results
        self._connect, self._at_once, self._judged, self._stopped = connect, at_once, judged, stopped
        self._before = frozenset(results.finished)
        self._seen: set[str] = set()
        self._reading = asyncio.Lock()
        self._ended = UsageTracker()
        self._live: list[UsageTracker] = []

    @property
    def usage(self) -> UsageTracker:
        """What all flows together have asked for so far."""
        total = UsageTracker()
        for one in (self._ended, *self._live):
            total.add(one)
        return total

    async def run(self) -> None:
        """Solve them all. Whatever is raised, all that was begun has ended then."""
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
            self._live.append(backend.usage)
            try:
                await self._solve(problem, backend)
            finally:
                self._live = [one for one in self._live if one is not backend.usage]
                self._ended.add(backend.usage)

    async def _next(self) -> Problem | None:
        """Return a problem to solve. Only one is read at a time, and none before a worker is free."""
        async with self._reading:
            while not self._stopped():
                problem = await asyncio.to_thread(next, self._problems, None)  # some take long to read
                if problem is None:
                    return None
                if problem.id in self._seen:
                    self.again += 1
                    continue
                self._seen.add(problem.id)
                if problem.id not in self._before:
                    return problem
            return None

    async def _solve(self, problem: Problem, backend: TrackedBackend) -> None:
        started = time.perf_counter()
        answer = await arun(solve_flow(problem.public, self._options, problem.limits), backend)
        traffic = backend.usage
        if traffic.retryable_failures:
            self.left += 1
            return
        row = {
            "id": problem.id,
            **result_to_row(answer.result, with_replies=True),
            "judgement": await _judge_result(problem, answer.result) if self._judged else None,
            "seconds": time.perf_counter() - started,
            "usage_total": asdict(traffic.total_usage),
            "usage": traffic.to_row(),
        }
        self._results.add(row)


async def _judge_result(problem: Problem, solved: SolveResult) -> JudgementRow | None:
    """Return what the judge says of the program, None if there is nothing to judge it by."""
    tests = problem.private_tests.for_the_judge()
    if not tests:
        return None
    if solved.program is None:
        return no_program_row(len(tests))
    judgement = await asyncio.wrap_future(
        shared_sandbox().submit(
            judge,
            Program(solved.program, solved.entry_point),
            tests,
            comparator=problem.comparator,
            limits=problem.limits,
            stop_at_first_failure=True,
        )
    )
    return judgement_to_row(judgement)
