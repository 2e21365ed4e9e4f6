"""The overhead of strategies and drivers: requests per second with a backend that takes no time.

    python benchmarks/drivers.py [--problems 200] [--k 10] [--tests 4]

Self-verification of all problems, with a prediction of every candidate on every test, by each driver. The
candidates are different programs, so that no prediction is shared. Prints the median of several runs.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median

from ses_plugin.drivers import arun, run, run_lockstep
from ses_plugin.strategies import (
    Completions,
    Flow,
    Pruning,
    Request,
    Response,
    Role,
    SampleRequest,
    SelfVerify,
    SelfVerifyResult,
    self_verify,
)
from ses_plugin.types.problem import PublicProblem, Test

PROGRAM = """\
import sys

def solve(values):
    total = {number}
    for value in values:
        if value % 2 == 0:
            total += value
    return total

print(solve([int(word) for word in sys.stdin.read().split()]))
"""
STATEMENT = "Read integers and print the sum of the even ones. " * 20
OUTPUT = "<output>\n{number}\n</output>"


def instant(requests: Sequence[Request]) -> list[Response]:
    """Answer without delay."""
    return [_reply(request) for request in requests if isinstance(request, SampleRequest)]


def _reply(request: SampleRequest) -> Completions:
    if request.role is Role.SOLVE:
        return Completions(tuple(f"```python\n{PROGRAM.format(number=i)}```" for i in range(request.n)))
    return Completions((OUTPUT.format(number=len(request.prompt) % 7),))


async def _instant(requests: Sequence[Request]) -> list[Response]:
    return instant(requests)


def flows(problems: int, k: int, tests: int, prune: Pruning) -> list[Flow[SelfVerifyResult]]:
    """Return the flows to drive."""
    public = tuple(Test(f"{n} 4 6\n", f"{n + 10}\n") for n in range(tests))
    options = SelfVerify(k=k, pruning=prune)
    return [self_verify(PublicProblem(f"{STATEMENT}{n}", public), options) for n in range(problems)]


def _one_by_one(work: list[Flow[SelfVerifyResult]]) -> list[SelfVerifyResult]:
    return [run(flow, instant) for flow in work]


def _lockstep(work: list[Flow[SelfVerifyResult]]) -> list[SelfVerifyResult]:
    return run_lockstep(work, instant)


def _together(work: list[Flow[SelfVerifyResult]]) -> list[SelfVerifyResult]:
    async def all_of_them() -> list[SelfVerifyResult]:
        return await asyncio.gather(*(arun(flow, _instant) for flow in work))

    return asyncio.run(all_of_them())


DRIVERS: dict[str, Callable[[list[Flow[SelfVerifyResult]]], list[SelfVerifyResult]]] = {
    "run": _one_by_one,
    "arun": _together,
    "run_lockstep": _lockstep,
}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name, value in (("problems", 200), ("k", 10), ("tests", 4), ("repeats", 5)):
        parser.add_argument(f"--{name}", type=int, default=value)
    options = parser.parse_args()
    requests = options.problems * (1 + options.k * options.tests)
    print(f"{options.problems} problems, k = {options.k}, {options.tests} tests: {requests} requests")
    print("| driver | requests/s |\n| --- | --- |")
    for name, drive in DRIVERS.items():
        seconds = []
        for _ in range(options.repeats):
            work = flows(options.problems, options.k, options.tests, prune=Pruning.NONE)
            start = time.perf_counter()
            drive(work)
            seconds.append(time.perf_counter() - start)
        print(f"| {name} | {requests / median(seconds):.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
