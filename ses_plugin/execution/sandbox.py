"""The sandbox: a pool of workers that run programs, the checks of inputs and limits, the shared instance."""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from queue import LifoQueue
from threading import Lock
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from ses_plugin.errors import SandboxError, UsageError
from ses_plugin.execution import time_scaling
from ses_plugin.execution.inside.protocol import OPEN_FILES, report_bytes
from ses_plugin.execution.isolation import Isolation, resolve_isolation
from ses_plugin.execution.job import TraceRecorder
from ses_plugin.execution.worker import NoProcess, OutOfMemory, Worker, WorkerDied
from ses_plugin.types.program import ExecutionResult, Limits, Outcome, Program

_log = logging.getLogger(__name__)

_LIMITS = Limits()
P = ParamSpec("P")
T = TypeVar("T")


class Sandbox:
    """Runs programs, each in a fresh child of a warm fork server.

    Thread-safe. Use it as a context manager, or call `close`.

    Args:
        workers: number of servers (default: one per core); each starts when it is first needed. A caller
            waits for a free one.
        isolation: the level (default: SES_ISOLATION, else the strongest). The first run raises SandboxError
            where the machine can't provide it.
        time_factor: seconds here for one second of a problem's limits (default: SES_TIME_FACTOR, else
            measured, see the property `time_factor`).
        hash_seed: the order of sets of strings depends on it.
    """

    def __init__(
        self,
        workers: int | None = None,
        isolation: Isolation | str | None = None,
        time_factor: float | None = None,
        hash_seed: int = 0,
    ) -> None:
        self.workers = os.cpu_count() or 1 if workers is None else workers
        if not isinstance(self.workers, int) or self.workers < 1:
            raise UsageError(f"workers={workers!r}: give the number of workers, a whole number from 1 on")
        self.isolation = resolve_isolation(isolation)
        if self.isolation is not Isolation.NAMESPACES:
            _log.info("isolation %s, by name: weaker than %s", self.isolation, Isolation.NAMESPACES)
        self._hash_seed = hash_seed
        self._factor = time_scaling.resolve_time_factor(time_factor)
        # Last in, first out: with little work the same server runs all of it, and the others never start.
        # None stands for a worker that has not been started yet.
        self._free: LifoQueue[Worker | None] = LifoQueue()
        for _ in range(self.workers):
            self._free.put(None)
        self._threads: ThreadPoolExecutor | None = None
        self._owner = os.getpid()
        self._closed = False
        self._closing = Lock()

    @property
    def time_factor(self) -> float:
        """How many seconds here count as one second of a problem's limits.

        If it was not given it is measured, once per process: 1 on a machine about as fast as the reference
        machine or faster, else the ratio rounded up. Raises SandboxError as `run` does.
        """
        return time_scaling.measure_time_factor(self.run) if self._factor is None else self._factor

    def run(
        self,
        program: Program,
        text: str,
        limits: Limits | None = None,
        recorder: TraceRecorder | None = None,
        *,
        scale: bool = False,
    ) -> ExecutionResult:
        """Run `program` on `text`: its standard input, or the text between the parentheses of a call.

        Args:
            program: what to run.
            text: for example "21", or "1, b=3" for a program with an entry point.
            limits: default `Limits()`.
            recorder: code that observes the run.
            scale: whether the limits are a problem's, in seconds of the reference machine.

        Returns:
            A result in every case: a crash, an exception or a timeout is an outcome.

        Raises:
            UsageError: the limits exceed what this process may have, or the sandbox is closed.
            SandboxError: programs can't run on this machine at all.
        """
        return self.run_each(program, [text], limits, recorder, scale=scale)[0]

    def run_each(
        self,
        program: Program,
        texts: Sequence[str],
        limits: Limits | None = None,
        recorder: TraceRecorder | None = None,
        *,
        scale: bool = False,
    ) -> list[ExecutionResult]:
        """Run `program` on each of `texts`: like `run`, and faster than as many calls of it.

        Raises UsageError if the sandbox is closed meanwhile; the remaining texts are then not run.
        """
        limits = limits or _LIMITS
        if scale:
            limits = time_scaling.scale_limits(limits, self.time_factor)
        check_inputs(program, texts)
        check_limits(limits, 0 if recorder is None else recorder.size)
        results: list[ExecutionResult] = []
        died_at = -1
        while len(results) < len(texts):
            with self._worker() as worker:
                try:
                    for result in worker.run_each(program, texts[len(results) :], limits, recorder):
                        results.append(result)  # results from before a death stay
                        if len(results) < len(texts):
                            self._check_open()
                except WorkerDied as death:
                    _log.info(
                        "a worker ended during a run (%s); another takes its place", type(death).__name__
                    )
                    worker.needs_replacement = True
                    # The program may have killed its server, or someone else has (the machine's OOM killer):
                    # a second try on a new server separates the two.
                    if isinstance(death, OutOfMemory) or died_at == len(results):
                        results.append(_killed(worker.isolation, death))
                    died_at = len(results)
        return results

    async def arun(
        self, program: Program, text: str, limits: Limits | None = None, *, scale: bool = False
    ) -> ExecutionResult:
        """Do as `run`, without blocking the event loop."""
        return await asyncio.wrap_future(self.submit(self.run, program, text, limits, scale=scale))

    def submit(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call `work`, which runs or judges programs here, in one of as many threads as there are workers."""
        self._check_open()
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self.workers, "ses-sandbox")
        return self._threads.submit(work, *args, **kwargs)

    def _check_open(self) -> None:
        if self._closed or os.getpid() != self._owner:
            raise UsageError(
                "this sandbox is closed, or was made before this process was forked: make a new one"
            )

    @contextmanager
    def _worker(self) -> Iterator[Worker]:
        self._check_open()
        worker = self._free.get()
        try:
            self._check_open()  # it may have been closed while we waited
            if worker is None:
                worker = Worker(self.isolation, self._hash_seed)
                _log.debug("a worker started, isolation %s", worker.isolation)
            yield worker
        except BaseException:  # Ctrl-C: the report on this run may still come, and isn't the next run's
            if worker is not None:
                worker.needs_replacement = True
            raise
        finally:
            reusable = (
                worker if worker is not None and not (worker.needs_replacement or self._closed) else None
            )
            try:
                if worker is not None and reusable is None:
                    worker.close()
                    _log.debug("a worker ended after %d runs", worker.runs)
            finally:
                self._free.put(reusable)

    def close(self) -> None:
        """End all workers, after the runs under way. The sandbox can't be used again."""
        self._closed = True
        if os.getpid() != self._owner:  # the workers are the parent's, which still uses them
            return
        with self._closing:
            # A worker in use comes back to the queue when its run ends: taking all of them waits for them.
            taken = 0
            try:
                while taken < self.workers:
                    worker = self._free.get()
                    taken += 1
                    if worker is not None:
                        worker.close()
            finally:  # after Ctrl-C a second `close` must not wait forever
                for _ in range(taken):
                    self._free.put(None)
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def check_limits(limits: Limits, record_bytes: int = 0) -> None:
    """Raise UsageError, naming the limit, if one is higher than a run can have here.

    The kernel gives no process more than the hard limits of its parent: the run would fail in the sandbox,
    as if by the program's fault.
    """
    if limits.open_files > OPEN_FILES:
        raise UsageError(f"open_files={limits.open_files}: a run may have at most {OPEN_FILES}")
    # The limits that the run will set (`inside.program.main`), and their names for `ulimit`.
    largest = record_bytes + report_bytes(limits.output_bytes)
    needs = [
        ("cpu_s", limits.cpu_s, resource.RLIMIT_CPU, limits.cpu_s + 1, "-t"),
        ("output_bytes", limits.output_bytes, resource.RLIMIT_FSIZE, largest, "-f"),
    ]
    if sys.platform != "darwin":
        needs += [("memory_mb", limits.memory_mb, resource.RLIMIT_AS, limits.memory_mb << 20, "-v")]
    if limits.processes > 1:
        needs += [("processes", limits.processes, resource.RLIMIT_NPROC, limits.processes, "-u")]
    for name, value, number, needed, option in needs:
        most = resource.getrlimit(number)[1]
        if most != resource.RLIM_INFINITY and needed > most:
            raise UsageError(
                f"{name}={value}: needs a limit of {needed}, and this process has a hard limit of {most} "
                f"(`ulimit -H {option}`); raise that, or give a smaller {name}"
            )


def check_inputs(program: Program, texts: Sequence[str]) -> None:
    """Raise UsageError unless `program` is a Program and `texts` are strings."""
    if not isinstance(program, Program):
        raise UsageError(f"program={program!r:.100}: not a program; give Program(source)")
    for text in texts:
        if not isinstance(text, str):
            raise UsageError(
                f"text={text!r:.100}: not a string; give the standard input, or a call's arguments, as text"
            )


def _killed(isolation: str, death: WorkerDied) -> ExecutionResult:
    """Return the result of a run whose server died with it. Raises SandboxError if it never began."""
    if isinstance(death, OutOfMemory):
        error = "the kernel ended it: it took more memory than its control group may have"
        return ExecutionResult(Outcome.MEMORY, "", "", None, error, isolation)
    if isinstance(death, NoProcess):
        raise SandboxError(f"no process could be started for a run: {death}; see `ulimit -u`")
    return ExecutionResult(Outcome.KILLED, "", "", None, "the sandbox died with it, twice", isolation)


# By process: after a fork the child gets a sandbox of its own.


@cache
def _shared(isolation: Isolation, owner: int) -> Sandbox:
    sandbox = Sandbox(isolation=isolation)
    atexit.register(sandbox.close)
    if "multiprocessing.util" in sys.modules:  # its processes end by `os._exit`, without `atexit`
        sys.modules["multiprocessing.util"].Finalize(None, sandbox.close, exitpriority=0)
    return sandbox


def shared_sandbox(isolation: Isolation | str | None = None) -> Sandbox:
    """Return this process's sandbox for a level; it is made at its first use and closed at exit."""
    return _shared(resolve_isolation(isolation), os.getpid())
