"""Who works on the shards: processes of this machine, or a Ray cluster. The rows are the same."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.util import Finalize
from threading import Thread
from types import MappingProxyType
from typing import Any

from ses_plugin.errors import MissingDependency, SesError
from ses_plugin.training_data.nlex.shards import Shard, ShardResult, make_shard
from ses_plugin.training_data.nlex.unfit_runs import Sandboxes

Work = Generator[tuple[Shard, ShardResult], None, None]
"""Each shard with what was made of it, as they are done; the consumer closes it when it has enough."""

Engine = Callable[[Iterable[Shard]], Work]
"""Of some shards; they may be made as they are asked for."""


def local_engine(workers: int, shards: Iterable[Shard]) -> Work:
    """Work in as many processes; fresh ones, since this one may have threads.

    Raises SesError if one of them was killed.
    """
    waiting = iter(shards)
    running: dict[Future[ShardResult], Shard] = {}
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_begin)
    try:
        while True:
            while len(running) < workers + 1 and (shard := next(waiting, None)):
                running[pool.submit(_in_worker, shard)] = shard
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()
    except BrokenProcessPool:
        raise SesError(
            "a worker was killed (out of memory?); the same command goes on from here; try fewer --workers"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


_sandboxes: list[Sandboxes] = []
"""This process's."""


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers
    Thread(target=_end_with_parent, daemon=True).start()
    _sandboxes.append(Sandboxes())
    Finalize(None, _sandboxes[0].close, exitpriority=1)  # a worker runs no atexit


def _end_with_parent() -> None:
    """Leave when the parent is gone: a worker that waits for work would never notice that it was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _in_worker(shard: Shard) -> ShardResult:
    return make_shard(shard, _sandboxes[0])


def ray_engine(workers: int, shards: Iterable[Shard]) -> Work:
    """Work in up to as many actors of the Ray cluster that RAY_ADDRESS names, else of one on this machine.

    Every node needs SES and a sandbox. Raises MissingDependency, and SesError for what fails in Ray.
    """
    try:
        import ray
        import ray.data
    except ImportError:
        raise MissingDependency("--engine ray needs Ray: pip install 'ses_plugin[ray]'") from None
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)  # errors are reported once, below
    if not ray.is_initialized():
        ray.init(log_to_driver=False, logging_level="error")
    ray.data.DataContext.get_current().enable_progress_bars = False
    by_number = {shard.number: shard for shard in shards}
    rows = ray.data.from_items(
        [{"number": number} for number in by_number], override_num_blocks=len(by_number)
    )
    actors = ray.data.ActorPoolStrategy(min_size=1, max_size=workers)
    work = rows.map_batches(
        _Actor, fn_constructor_args=(by_number,), batch_size=1, compute=actors, num_cpus=1
    )
    try:
        for row in work.iter_rows():
            yield by_number[int(row["number"])], ShardResult.from_json(row["made"])
    except ray.exceptions.RayError as error:
        lines = str(error).strip().splitlines()
        raise SesError(
            f"Ray could not do the work: {lines[-1] if lines else type(error).__name__}"
        ) from error


class _Actor:
    """Makes rows in a process of Ray. Batches are columns; what was made goes through them as JSON."""

    def __init__(self, shards: Mapping[int, Shard]) -> None:
        self._shards = shards
        self._sandboxes = Sandboxes()

    def __call__(self, batch: Mapping[str, Any]) -> dict[str, list[Any]]:
        numbers = [int(number) for number in batch["number"]]
        done = [make_shard(self._shards[number], self._sandboxes).to_json() for number in numbers]
        return {"number": numbers, "made": done}


ENGINES: Mapping[str, Callable[[int, Iterable[Shard]], Work]] = MappingProxyType(
    {"local": local_engine, "ray": ray_engine}
)
"""By name; the first argument is the number of workers."""
