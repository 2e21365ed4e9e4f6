"""Another Python tells the same of a program, but for the frames that comprehensions have on 3.11."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ses_plugin.execution import Isolation
from ses_plugin.narration.check import check_explanation
from ses_plugin.narration.narrate import narrate
from ses_plugin.tracing.trace import Trace
from ses_plugin.tracing.tracer import trace_program
from ses_plugin.types.program import Program
from tests.core.other_pythons import VERSIONS, output_of

PROGRAMS = {
    "a loop and calls": """
def f(n, *, by=1):
    return n if n < 2 else f(n - by) + n
total = 0
for i in range(3):
    total += f(i)
    print(total)
""",
    "comprehensions in headers, in a function, a class and the module": """
x = 7
for i in [x * x for x in range(3)]:
    print(i, x)
def f(rows, x=10):
    while [row for row in rows if row]:
        rows = [[v - 1 for v in row if v > 1] for row in rows]
    return {x: x for x in "ab"}, x
class C:
    n = 2
    names = {n for n in "abc"}
print(f([[1, 2], [3]]), C.n)
""",
    "an exception in a comprehension": """
def f(xs, x=5):
    seen = []
    try:
        a = [(seen.append(x), 1 / x) for x in xs if x < 9]
    except ZeroDivisionError:
        a = sorted(seen)
    return a, x
print(f([2, 0, 1]), f([1, 9]))
""",
    "generators": """
def g():
    x = yield 1
    try:
        yield x
    except KeyError:
        print("caught")
    yield from [7, 8]
    return 5
i = g()
print(next(i), i.send(3), i.throw(KeyError("k")), list(i))
""",
    "coroutines": """
import asyncio
async def double(n):
    await asyncio.sleep(0)
    return 2 * n
async def main():
    return [await double(n) for n in range(2)]
print(asyncio.run(main()))
""",
    "cleaning up": """
class Quiet:
    def __enter__(self):
        return self
    def __exit__(self, *error):
        return True
for n in range(3):
    with Quiet():
        try:
            if n == 1:
                raise ValueError(n)
        finally:
            print("end", n)
del n
""",
    "patterns": """
class Point:
    def __init__(self, x):
        self.x = x
for p in (Point(1), [1, 2, 3], "t"):
    match p:
        case Point(x=a) if a > 5:
            kind = "far"
        case Point() | [_]:
            kind = "near"
        case [a, *rest]:
            kind = rest
        case _:
            kind = None
    print(kind)
""",
}

TRACES = """
import json
from ses_plugin.types.program import Program
from ses_plugin.tracing.tracer import trace_program
print(json.dumps([trace_program(Program(source)).to_json() for source in json.loads(sys.argv[1])]))
"""
_OWN_FRAMES = ("<listcomp>", "<setcomp>", "<dictcomp>")


def told(done: Trace) -> tuple[object, ...]:
    return done.outcome, done.stdout, done.error, done.truncated, list(without_comprehensions(done))


def without_comprehensions(done: Trace) -> Iterator[dict[str, Any]]:
    """Yield the events that are not a comprehension's own, frames numbered anew, changes in one order."""
    numbers: dict[int, int] = {}
    for event in json.loads(done.to_json())["events"]:
        if not event["function"].endswith(_OWN_FRAMES):
            number = numbers.setdefault(event["frame"], len(numbers))
            yield {**event, "frame": number, "changes": sorted(event.get("changes", ()))}


@pytest.mark.parametrize("version", VERSIONS)
def test_another_python_tells_the_same(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SES_ISOLATION", Isolation.RLIMITS)  # that Python may not have bubblewrap
    there = json.loads(output_of(version, TRACES, json.dumps([*PROGRAMS.values()])))
    for name, text in zip(PROGRAMS, there, strict=True):
        here, other = trace_program(Program(PROGRAMS[name])), Trace.from_json(text)
        assert told(other) == told(here), name
        assert narrate(other) == narrate(here), name
        assert check_explanation(narrate(other), other).ok, name
