"""Many mixed runs with workers killed at random: nothing lost, nothing doubled, nothing left behind."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from ses_plugin.execution import Isolation, Sandbox
from ses_plugin.types.program import ExecutionResult, Limits, Outcome, Program

_AT_ONCE = 500
LIMITS = Limits(wall_s=20.0, cpu_s=2, memory_mb=256, output_bytes=10_000)
ECHO = "n = input()\nprint(n, hash(n) % 7)"
MIXED: list[tuple[Program, Outcome]] = [
    (Program(ECHO), Outcome.OK),
    (Program("def f(n):\n    return [n]", "f"), Outcome.OK),
    (Program("import os\nn = input()\nopen('left', 'w').write(n)\nprint(n, len(os.listdir()))"), Outcome.OK),
    (Program("print(input())\n1 / 0"), Outcome.EXCEPTION),
    (Program("print(input(), flush=True)\nimport os\nos.kill(os.getpid(), 11)"), Outcome.KILLED),
    (Program("print(input(), flush=True)\nx = [0] * 10**9"), Outcome.MEMORY),
]


def descendants(pid: int) -> list[int]:
    out = []
    try:
        for task in list(Path(f"/proc/{pid}/task").iterdir()):
            for child in map(int, (task / "children").read_text().split()):
                out += [child, *descendants(child)]
    except OSError:  # it has just ended
        pass
    return out


def check(number: int, ran: ExecutionResult, outcome: Outcome) -> None:
    assert ran.outcome is outcome, (number, ran)
    if ran.value is not None:
        assert ran.value == f"[{number}]"
    else:
        assert ran.stdout.split()[0] == str(number), ran


def soak(runs: int, level: Isolation, kill_every_s: float) -> int:
    """Return how many workers were killed."""
    killed, done, others = 0, threading.Event(), set(descendants(os.getpid()))

    def killer() -> None:
        nonlocal killed
        draw = random.Random(1)
        while not done.wait(kill_every_s * (0.5 + draw.random())):
            victims = [pid for pid in descendants(os.getpid()) if pid not in others]
            if victims:
                with suppress(ProcessLookupError):
                    os.kill(draw.choice(victims), signal.SIGKILL)
                    killed += 1

    with Sandbox(3, level) as sandbox, ThreadPoolExecutor(6) as threads:

        def one(number: int) -> None:
            program, outcome = MIXED[number % len(MIXED)]
            for _ in range(50):  # a program that is killed itself, and not its worker, is a result
                ran = sandbox.run(program, str(number), LIMITS)
                if not ran.error or ("signal 9" not in ran.error and "twice" not in ran.error):
                    break
            check(number, ran, outcome)

        done_runs = 0
        thread = threading.Thread(target=killer)
        thread.start()
        try:
            for start in range(0, runs, _AT_ONCE):
                done_runs += len(list(threads.map(one, range(start, min(start + _AT_ONCE, runs)))))
        finally:
            done.set()
            thread.join()
        assert done_runs == runs
    return killed


def resident_kb() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def own_folders() -> Iterator[Path]:
    return Path(tempfile.gettempdir()).glob(f"ses-sandbox-{os.getpid()}-*")


@contextmanager
def nothing_left_behind() -> Iterator[None]:
    descriptors, processes = len(os.listdir("/proc/self/fd")), set(descendants(os.getpid()))
    folders = set(own_folders())
    yield
    deadline = time.monotonic() + 60
    while set(descendants(os.getpid())) - processes and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not set(descendants(os.getpid())) - processes
    assert len(os.listdir("/proc/self/fd")) <= descriptors
    assert not set(own_folders()) - folders


@pytest.mark.parametrize("level", list(Isolation))
def test_some_hundred_runs(level: Isolation) -> None:
    with nothing_left_behind():
        assert soak(300, level, kill_every_s=0.3) > 0


@pytest.mark.slow
def test_twenty_thousand_runs() -> None:
    soak(500, Isolation.NAMESPACES, kill_every_s=0.3)
    memory = resident_kb()
    with nothing_left_behind():
        assert soak(20_000, Isolation.NAMESPACES, kill_every_s=0.3) > 50
    assert resident_kb() < memory + 10_000
