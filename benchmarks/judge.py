"""How fast programs are judged, beside other runners in the same run.

    python benchmarks/judge.py [--lighteval FOLDER]

300 small stdin programs with 3 tests each, all of them right. In turns, 25 programs at a time:

- ses: full isolation, a fresh child per test, one worker; then with two workers;
- floor: what such a design costs at the least: a fork server in bubblewrap, warm with the same modules, that
  compiles before it forks, with no limits, no clock and no rules (this file's `FLOOR`, a page);
- subprocess: `python prog.py` for each test;
- LiveCodeBench's runner, as lighteval ships it (`pip install --no-deps lighteval` into FOLDER).

Prints programs per second (median over the turns), ratios, and how many verdicts were wrong.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median

from ses_plugin.datasets.rewrites import rewrite
from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.datasets.sources import load_sources
from ses_plugin.execution import Isolation, Sandbox, judge
from ses_plugin.execution.inside.warm import WARM
from ses_plugin.execution.isolation import bubblewraps
from ses_plugin.types.problem import Test
from ses_plugin.types.program import Limits, Outcome, Program

Task = tuple[Program, list[Test]]
Runner = Callable[[list[Task]], int]
"""Judges programs; returns how many verdicts are wrong: all are right programs."""

PROGRAMS, TESTS, TURN = 300, 3, 25

FLOOR = """
import json, os, sys
for name in {warm}:
    __import__(name)
def main():
    for line in sys.stdin:
        source, inputs = json.loads(line)
        code = compile(source, "program.py", "exec")
        outputs = []
        for text in inputs:
            given, (read, write) = os.memfd_create("in"), os.pipe()
            os.pwrite(given, text.encode(), 0)
            child = os.fork()
            if child == 0:
                os.dup2(given, 0); os.dup2(write, 1); os.close(read); os.close(write)
                sys.stdin, sys.stdout = open(0), open(1, "w")
                exec(code, {"__name__": "__main__"})
                sys.stdout.flush()
                os._exit(0)
            os.close(given); os.close(write)
            parts = []
            while part := os.read(read, 65536):
                parts.append(part)
            os.close(read)
            os.waitpid(child, 0)
            outputs.append(b"".join(parts).decode())
        print(json.dumps(outputs), file=sys.__stdout__, flush=True)
main()
"""


def tasks() -> Iterator[Task]:
    """Yield right programs: the embedded ones, then rewritten ones, with what they print as their tests."""
    with Sandbox(isolation=Isolation.RLIMITS) as sandbox:  # programs of ours
        for seed in range(10):
            for source in load_sources():
                if source.kind != "stdin" or source.split != "test":
                    continue
                for name, program in source.programs.items():
                    draw = SeededRandom(seed, "judge", source.name, name)
                    variant = rewrite(program, source.constants, draw) if seed else program
                    texts = [source.generate(draw, 1) for _ in range(TESTS)]
                    runs = [sandbox.run(variant, text) for text in texts]
                    if all(ran.outcome is Outcome.OK and ran.stdout.strip() for ran in runs):
                        yield variant, [Test(t, r.stdout) for t, r in zip(texts, runs, strict=True)]


def ses(sandbox: Sandbox) -> Runner:
    """Return a runner on all workers of `sandbox`."""

    def run(batch: list[Task]) -> int:
        if sandbox.workers == 1:
            return sum(not judge(*task, sandbox=sandbox).passed for task in batch)
        futures = [sandbox.submit(judge, *task, sandbox=sandbox) for task in batch]
        return sum(not future.result().passed for future in futures)

    return run


def floor() -> Runner:
    """Return the runner without the safety."""
    bind = [
        arg
        for folder in ("/usr", "/lib", "/lib64", sys.base_prefix)
        for arg in ("--ro-bind-try", folder, folder)
    ]
    bwrap = [bubblewraps()[0], "--unshare-all", *bind, "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
    python = os.path.realpath(sys.executable)
    server = subprocess.Popen(
        [*bwrap, python, "-S", "-c", FLOOR.replace("{warm}", repr(WARM))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdin is not None
    assert server.stdout is not None
    to, back = server.stdin, server.stdout

    def run(batch: list[Task]) -> int:
        wrong = 0
        for program, tests in batch:
            to.write(json.dumps([program.source, [test.input for test in tests]]) + "\n")
            to.flush()
            outputs = json.loads(back.readline())
            wrong += any(o.split() != test.output.split() for o, test in zip(outputs, tests, strict=True))
        return wrong

    return run


def plain(folder: Path) -> Runner:
    """Return the runner that starts an interpreter for each test."""

    def run(batch: list[Task]) -> int:
        wrong = 0
        for program, tests in batch:
            path = folder / "program.py"
            path.write_text(program.source)
            for test in tests:
                command = [sys.executable, str(path)]
                done = subprocess.run(command, input=test.input, capture_output=True, text=True, timeout=10)
                if done.stdout.split() != test.output.split():
                    wrong += 1
                    break
        return wrong

    return run


def livecodebench(folder: Path) -> Runner:
    """Return LiveCodeBench's runner, from lighteval's file."""
    path = next(folder.rglob("lcb/codegen_metrics.py"))
    spec = importlib.util.spec_from_file_location("codegen_metrics", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)

    def run(batch: list[Task]) -> int:
        wrong = 0
        for program, tests in batch:
            io = {"inputs": [t.input for t in tests], "outputs": [t.output for t in tests], "fn_name": None}
            results = module.check_correctness({"input_output": json.dumps(io)}, program.source, 6)
            wrong += not all(result is True or result == 1 for result in results)
        return wrong

    return run


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--lighteval", type=Path, help="a folder with lighteval in it")
    parser.add_argument("--programs", type=int, default=PROGRAMS)
    options = parser.parse_args()
    work = list(islice(tasks(), options.programs))
    seconds: dict[str, list[float]] = {}
    wrong: dict[str, int] = {}
    with Sandbox(1) as one, Sandbox(2) as two, tempfile.TemporaryDirectory() as folder:
        runners = {"floor": floor(), "ses, 1 worker": ses(one), "ses, 2 workers": ses(two)}
        runners["subprocess"] = plain(Path(folder))
        if options.lighteval:
            runners["LiveCodeBench's"] = livecodebench(options.lighteval)
        print("isolation:", one.run(Program("pass"), "", Limits()).isolation, f"; {len(work)} programs")
        for start in range(0, len(work), TURN):
            batch = work[start : start + TURN]
            for name, runner in runners.items():
                begin = time.perf_counter()
                wrong[name] = wrong.get(name, 0) + runner(batch)
                seconds.setdefault(name, []).append((time.perf_counter() - begin) / len(batch))
    rate = {name: 1 / median(times) for name, times in seconds.items()}
    print("| runner | programs/s | ratio to floor | wrong verdicts |\n| --- | --- | --- | --- |")
    for name, value in rate.items():
        print(f"| {name} | {value:.1f} | {value / rate['floor']:.2f} | {wrong[name]} |")
    print(f"two workers to one: {rate['ses, 2 workers'] / rate['ses, 1 worker']:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
