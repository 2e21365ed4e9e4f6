"""The sandbox: a pool of servers that run programs, its checks of limits, and the shared instance."""

from __future__ import annotations

import asyncio
import atexit
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
from ses_plugin.execution.recorder import TraceRecorder
from ses_plugin.execution.worker import NoProcess, OutOfMemory, Worker, WorkerDied
from ses_plugin.types.program import ExecutionResult, Limits, Outcome, Program

_LIMITS = Limits()
P = ParamSpec("P")
T = TypeVar("T")


class Sandbox:
    """Runs programs, each in a fresh child of a warm fork server.

    `workers` servers (default: one per core) are started when they are first needed. A caller waits for a
    free one, so that work can't pile up. `isolation` is the level (default: what SES_ISOLATION names, else
    the strongest); a machine that can't give it refuses with SandboxError at the first run. `time_factor` is
    how many seconds here are one second in a problem's limits (default: what SES_TIME_FACTOR says, else
    measured, see `time_factor`). With another `hash_seed` sets of strings have another order.
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
            raise UsageError(f"workers={workers!r}: a sandbox needs a whole number of at least one")
        self.isolation = resolve_isolation(isolation)
        self._hash_seed = hash_seed
        self._factor = time_scaling.resolve_time_factor(time_factor)
        self._free: LifoQueue[Worker | None] = LifoQueue()
        for _ in range(self.workers):
            self._free.put(None)
        self._threads: ThreadPoolExecutor | None = None
        self._owner = os.getpid()
        self._closed = False
        self._closing = Lock()

    @property
    def time_factor(self) -> float:
        """How many seconds here are one second in a problem's limits.

        If it was not given it is measured, once in a process: 1 on a machine that is about as quick as the
        reference or quicker, else the next whole number. Raises SandboxError as `run` does.
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

        `recorder` watches the run. With `scale` the limits are a problem's, and get `time_factor` times the
        seconds. Whatever the program does is a value. Raises SandboxError if programs can't be run here at
        all, UsageError for limits that are too high here.
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
        """Run `program` on each of `texts`: as `run`, and quicker than so many runs.

        If the sandbox is closed meanwhile, the rest is not run: UsageError.
        """
        limits = limits or _LIMITS
        if scale:
            limits = time_scaling.scale_limits(limits, self.time_factor)
        check_inputs(program, texts)
        check_limits(limits, 0 if recorder is None else recorder.size)
        done: list[ExecutionResult] = []
        died_at = -1
        while len(done) < len(texts):
            with self._worker() as worker:
                try:
                    for ran in worker.run_each(program, texts[len(done) :], limits, recorder):
                        done.append(ran)  # what came before a death is kept
                        if len(done) < len(texts):
                            self._check_open()
                except WorkerDied as death:  # by the program, or from outside: then once more
                    worker.tired = True
                    if isinstance(death, OutOfMemory) or died_at == len(done):
                        done.append(_killed(worker.isolation, death))
                    died_at = len(done)
        return done

    async def arun(
        self, program: Program, text: str, limits: Limits | None = None, *, scale: bool = False
    ) -> ExecutionResult:
        """As `run`, without blocking the event loop."""
        return await asyncio.wrap_future(self.submit(self.run, program, text, limits, scale=scale))

    def submit(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Do `work`, which runs or judges programs here, in one of as many threads as there are workers."""
        self._check_open()
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self.workers, "ses-sandbox")
        return self._threads.submit(work, *args, **kwargs)

    def _check_open(self) -> None:
        if self._closed or os.getpid() != self._owner:
            raise UsageError("this sandbox is closed, or belongs to the process that forked: make a new one")

    @contextmanager
    def _worker(self) -> Iterator[Worker]:
        self._check_open()
        worker = self._free.get()
        try:
            self._check_open()  # it may have been closed meanwhile
            if worker is None:
                worker = Worker(self.isolation, self._hash_seed)
            yield worker
        except BaseException:  # Ctrl-C: the answer to this run may still come, and must not be the next one's
            if worker is not None:
                worker.tired = True
            raise
        finally:
            kept = worker if worker is not None and not (worker.tired or self._closed) else None
            try:
                if worker is not None and kept is None:
                    worker.close()
            finally:
                self._free.put(kept)

    def close(self) -> None:
        """End all workers, waiting for the runs under way. The sandbox can't be used again."""
        self._closed = True
        if os.getpid() != self._owner:
            return
        with self._closing:
            taken = 0
            try:
                while taken < self.workers:
                    worker = self._free.get()
                    taken += 1
                    if worker is not None:
                        worker.close()
            finally:  # Ctrl-C, and it may be closed again
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

    The kernel gives no process more than the hard limits of its parent.
    """
    if limits.open_files > OPEN_FILES:
        raise UsageError(f"open_files={limits.open_files}: a run has {OPEN_FILES} at the most")
    # What the run's own limits will be (`inside.program.main`), and how `ulimit` names them.
    largest = record_bytes + report_bytes(limits.output_bytes)
    wanted = [
        ("cpu_s", limits.cpu_s, resource.RLIMIT_CPU, limits.cpu_s + 1, "-t"),
        ("output_bytes", limits.output_bytes, resource.RLIMIT_FSIZE, largest, "-f"),
    ]
    if sys.platform != "darwin":
        wanted += [("memory_mb", limits.memory_mb, resource.RLIMIT_AS, limits.memory_mb << 20, "-v")]
    if limits.processes > 1:
        wanted += [("processes", limits.processes, resource.RLIMIT_NPROC, limits.processes, "-u")]
    for name, value, number, needed, option in wanted:
        most = resource.getrlimit(number)[1]
        if most != resource.RLIM_INFINITY and needed > most:
            raise UsageError(
                f"{name}={value}: takes a limit of {needed}, and this process has a hard limit of {most} "
                f"(`ulimit -H {option}`) that it can't exceed; raise that, or give a smaller {name}"
            )


def check_inputs(program: Program, texts: Sequence[str]) -> None:
    """Raise UsageError unless that is a program, and those are texts for it."""
    if not isinstance(program, Program):
        raise UsageError(f"program={program!r:.100}: not a program; give Program(source)")
    for text in texts:
        if not isinstance(text, str):
            raise UsageError(f"text={text!r:.100}: not a text; a program reads, and a call takes, a string")


def _killed(isolation: str, death: WorkerDied) -> ExecutionResult:
    """Return what there is of a run whose server died with it. Raises SandboxError if it was never begun."""
    if isinstance(death, OutOfMemory):
        said = "the kernel ended it: it took more memory than its group may have"
        return ExecutionResult(Outcome.MEMORY, "", "", None, said, isolation)
    if isinstance(death, NoProcess):
        raise SandboxError(f"no process could be started for a run: {death}; see `ulimit -u`")
    return ExecutionResult(Outcome.KILLED, "", "", None, "the sandbox died with it, twice", isolation)


@cache
def _shared(isolation: Isolation, owner: int) -> Sandbox:
    sandbox = Sandbox(isolation=isolation)
    atexit.register(sandbox.close)
    if "multiprocessing.util" in sys.modules:  # whose processes end without `atexit`
        sys.modules["multiprocessing.util"].Finalize(None, sandbox.close, exitpriority=0)
    return sandbox


def shared_sandbox(isolation: Isolation | str | None = None) -> Sandbox:
    """Return this process's sandbox of a level, made at its first use and closed at exit."""
    return _shared(resolve_isolation(isolation), os.getpid())
