"""Many problems, solved side by side: each by a flow of its own, all with the same models."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Protocol

from ses_plugin.chat.options import SolveOptions
from ses_plugin.chat.results import Results
from ses_plugin.chat.solve import solve
from ses_plugin.chat.solved import Solved
from ses_plugin.drivers import arun
from ses_plugin.drivers.traffic import Traffic
from ses_plugin.execution import judge, shared
from ses_plugin.problems import Problem
from ses_plugin.programs import Program
from ses_plugin.strategies import Need, Reply


class Counting(Protocol):
    """A backend that counts what it is asked."""

    traffic: Traffic

    async def __call__(self, needs: Sequence[Need]) -> Sequence[Reply]:
        """Answer a round."""
        ...  # pragma: no cover


class SolveAll:
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
        results: Results,
        connect: Callable[[], Counting],
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
        self._ended = Traffic()
        self._live: list[Traffic] = []

    @property
    def traffic(self) -> Traffic:
        """What all flows together have asked for so far."""
        total = Traffic()
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
            self._live.append(backend.traffic)
            try:
                await self._solve(problem, backend)
            finally:
                self._live = [one for one in self._live if one is not backend.traffic]
                self._ended.add(backend.traffic)

    async def _next(self) -> Problem | None:
        """Return a problem to solve. Only one is read at a time, and none before somebody is free for it."""
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

    async def _solve(self, problem: Problem, backend: Counting) -> None:
        started = time.perf_counter()
        answer = await arun(solve(problem.task, self._options, problem.limits), backend)
        traffic = backend.traffic
        if traffic.open:
            self.left += 1
            return
        row = {
            "id": problem.id,
            **asdict(answer.solved),
            "judged": await _judged(problem, answer.solved) if self._judged else None,
            "seconds": time.perf_counter() - started,
            "took": asdict(traffic.taken),
            "usage": traffic.to_row(),
        }
        self._results.add(row)


async def _judged(problem: Problem, solved: Solved) -> dict[str, Any] | None:
    """Return what the judge says of the program, None if there is nothing to judge it by."""
    tests = problem.private.for_the_judge()
    if not tests:
        return None
    if solved.program is None:
        return {"passed": False, "verdict": None, "tests": len(tests)}
    judgement = await asyncio.wrap_future(
        shared().submit(
            judge,
            Program(solved.program, solved.entry),
            tests,
            comparator=problem.comparator,
            limits=problem.limits,
            stop_at_first_failure=True,
        )
    )
    return {
        "passed": judgement.passed,
        "verdict": judgement.verdict.value,
        "tests": len(tests),
        "time_factor": judgement.time_factor,
    }
