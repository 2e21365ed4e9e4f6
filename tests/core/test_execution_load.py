"""Verdicts on a machine that is busy with other things: a program is judged by what it uses."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

import pytest

from ses_plugin.datasets.sources import load_sources
from ses_plugin.execution import Sandbox, judge
from ses_plugin.execution.worker import GRACE_S
from ses_plugin.problems.loader import load_builtin_problems
from ses_plugin.types.problem import Problem, Test
from ses_plugin.types.program import Limits, Outcome, Program

SPINNERS, VERDICTS = 8, 900
WORKS = Program("import time\nwhile time.process_time() < 1: pass\nprint('done')")
SLEEPS = Program("import time\ntime.sleep(600)")
NAPS = Program("import time\nwhile True: time.sleep(0.01)")


@contextmanager
def spinning(number: int) -> Iterator[None]:
    """Keep the machine busy with `number` processes, each with a session of its own, as workers have."""
    command = [sys.executable, "-c", "while True: pass"]
    processes = [subprocess.Popen(command, start_new_session=True) for _ in range(number)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


@pytest.fixture
def one_core() -> Iterator[None]:
    """Keep this thread, and what it starts, on one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    yield
    os.sched_setaffinity(0, before)


@pytest.mark.skipif(sys.platform != "linux", reason="nothing tells how long another process has run")
@pytest.mark.usefixtures("one_core")
def test_time_spent_waiting_for_a_processor_is_not_the_programs() -> None:
    with Sandbox(1) as sandbox, spinning(1):
        ran = sandbox.run(WORKS, "", Limits(wall_s=1.2, cpu_s=5))
    assert (ran.outcome, ran.stdout) == (Outcome.OK, "done\n")
    assert ran.wall_s > 1.2, "it did not have to wait: then this says nothing"


@pytest.mark.skipif(sys.platform != "linux", reason="nothing tells how long another process has run")
@pytest.mark.usefixtures("one_core")
def test_a_program_has_all_of_its_time_beside_others() -> None:
    """Four programs at a time: each waits for the other three."""
    nearly = Program("import time\nwhile time.process_time() < 0.9: pass\nprint('done')")
    with Sandbox(4) as sandbox:
        programs = [Program("while True: pass"), *[nearly] * 3]
        futures = [sandbox.submit(sandbox.run, program, "", Limits(cpu_s=1)) for program in programs]
        endless, *runs = (future.result() for future in futures)
    assert {(ran.outcome, ran.stdout) for ran in runs} == {(Outcome.OK, "done\n")}
    assert (endless.outcome, endless.error) == (Outcome.TIMEOUT, "the CPU time limit of 1 s was reached")
    assert 1 <= endless.cpu_s < 1.5
    assert endless.wall_s > 1.5 * endless.cpu_s, "it did not have to wait: then this says nothing"


@pytest.mark.parametrize("program", [SLEEPS, NAPS])
def test_a_program_that_sleeps_is_ended_by_the_clock(program: Program) -> None:
    with Sandbox(1) as sandbox:
        ran = sandbox.run(program, "", Limits(wall_s=1, cpu_s=60))
    assert (ran.outcome, ran.error) == (Outcome.TIMEOUT, "the wall-clock limit of 1 s was reached")
    assert ran.cpu_s < 0.5


def test_a_program_that_runs_has_no_more_time_than_the_clock_gives() -> None:
    with Sandbox(1) as sandbox:
        ran = sandbox.run(Program("while True: pass"), "", Limits(wall_s=0.5, cpu_s=60))
    assert ran.outcome is Outcome.TIMEOUT
    assert 0.4 < ran.cpu_s < 2


@pytest.mark.slow
@pytest.mark.usefixtures("one_core")
def test_the_parent_waits_as_long_as_the_server_says_that_a_run_goes_on() -> None:
    with Sandbox(1) as sandbox, spinning(11):
        ran = sandbox.run(WORKS, "", Limits(wall_s=1.2, cpu_s=5))
    assert (ran.outcome, ran.stdout) == (Outcome.OK, "done\n")
    assert ran.wall_s > 1.2 + GRACE_S, "it did not have to wait: then this says nothing"


def right_tests() -> Iterator[tuple[Problem, Program, Test]]:
    """Yield right programs with a test, the largest tests of all problems first."""
    families = {f"ses/{source.name}": source.programs for source in load_sources()}
    found = [(problem, problem.private_tests.for_the_judge()) for problem in load_builtin_problems()]
    for back in range(1, 99):
        for problem, tests in found:
            for name in ("correct_1", "correct_2"):
                if back <= len(tests):
                    yield problem, families[problem.id][name], tests[-back]


@pytest.mark.slow
def test_no_verdict_is_wrong_beside_eight_spinning_processes() -> None:
    work = list(islice(right_tests(), VERDICTS))
    with Sandbox(2) as sandbox, spinning(SPINNERS):
        futures = [
            sandbox.submit(
                judge, program, [test], comparator=problem.comparator, limits=problem.limits, sandbox=sandbox
            )
            for problem, program, test in work
        ]
        futures += [  # these use half of their CPU time, and wait longer than their clock has
            sandbox.submit(
                judge, WORKS, [Test("", "done")], limits=Limits(wall_s=1.2, cpu_s=2), sandbox=sandbox
            )
            for _ in range(10)
        ]
        idle = [sandbox.submit(sandbox.run, SLEEPS, "", Limits(wall_s=1, cpu_s=2)) for _ in range(4)]
        verdicts = Counter(future.result().verdict for future in futures)
        assert verdicts == {"AC": VERDICTS + 10}
        assert [future.result().outcome for future in idle] == [Outcome.TIMEOUT] * 4
