from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from ses_plugin.comparators import Comparator, Exact, Tokens, Validator, Value
from ses_plugin.execution import Sandbox, judge
from ses_plugin.problems import Test, Verdict
from ses_plugin.programs import Limits, Program

SUM = [Test("1 2\n", "3\n"), Test("20 22\n", "42\n"), Test("-1 1\n", "0\n")]
QUICK = Limits(wall_s=2.0, cpu_s=1, memory_mb=256, output_bytes=10_000)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(2) as sandbox:
        yield sandbox


@pytest.mark.parametrize(
    ("source", "verdicts"),
    [
        ("print(sum(map(int, input().split())))", "AC AC AC"),
        ("a, b = map(int, input().split())\nprint(abs(a) + b)", "AC AC WA"),
        ("a, b = map(int, input().split())\nprint(1 // (a + b) + a + b)", "AC AC RE"),
        ("while True: pass", "TLE TLE TLE"),
        ("x = [0] * 10**9", "MLE MLE MLE"),
        ("while True: print('x' * 999)", "OLE OLE OLE"),
        ("import os; os.kill(os.getpid(), 11)", "RE RE RE"),
    ],
)
def test_verdicts(sandbox: Sandbox, source: str, verdicts: str) -> None:
    judgement = judge(Program(source), SUM, limits=QUICK, sandbox=sandbox)
    assert " ".join(result.verdict for result in judgement.results) == verdicts
    assert judgement.passed == (verdicts == "AC AC AC")


def test_it_stops_at_the_first_failure_if_asked(sandbox: Sandbox) -> None:
    wrong = Program("a, b = map(int, input().split())\nprint(a + b if a == 1 else 7)")
    judgement = judge(wrong, SUM, sandbox=sandbox, stop_at_first_failure=True)
    assert [result.verdict for result in judgement.results] == [Verdict.AC, Verdict.WA]
    assert (judgement.verdict, judgement.passed, judgement.tests) == (Verdict.WA, False, 3)
    assert judge(wrong, [], sandbox=sandbox).passed


def test_functions_are_judged_by_value(sandbox: Sandbox) -> None:
    program = Program("def f(a):\n    return {'n': a, 's': {1, 2}}", "f")
    tests = [Test("1", "{'s': {2, 1}, 'n': 1}"), Test("True", "{'s': {2, 1}, 'n': 1}")]
    verdicts = [result.verdict for result in judge(program, tests, sandbox=sandbox).results]
    assert verdicts == [Verdict.AC, Verdict.WA]


def test_an_object_that_equals_everything_does_not_pass(sandbox: Sandbox) -> None:
    liar = "class Liar(int):\n    def __eq__(self, other): return True\ndef f(): return Liar(1)"
    assert judge(Program(liar, "f"), [Test("", "1")], sandbox=sandbox).verdict is Verdict.RE


@pytest.mark.parametrize(
    ("comparator", "output", "expected", "right"),
    [
        (Tokens(), "1  2\n3", "1 2 3\n", True),
        (Tokens(), "YES", "Yes", True),
        (Tokens(), "1 2", "1 2 3", False),
        (Tokens(), "1 2 3", "1 2", False),
        (Tokens(), "1.0", "1", False),
        (Tokens(case_sensitive=True), "YES", "Yes", False),
        (Tokens(space_change_sensitive=True), "1  2", "1 2", False),
        (Tokens(space_change_sensitive=True), "1 2\n", "1 2\n", True),
        (Tokens(float_absolute_tolerance=1e-2), "1.009", "1", True),
        (Tokens(float_absolute_tolerance=1e-2), "1.02", "1", False),
        (Tokens(float_relative_tolerance=1e-2), "1009", "1e3", True),
        (Tokens(float_relative_tolerance=1e-2), "-1009", "1e3", False),
        (Tokens(float_absolute_tolerance=1e-2), "nan", "1", False),
        (Tokens(float_absolute_tolerance=1e-2), "inf", "INF", True),
        (Tokens(float_absolute_tolerance=1e-2), "1_0", "10", False),
        (Tokens(float_absolute_tolerance=1e-2), "1e999", "1e999", True),
        (Tokens(float_absolute_tolerance=1e-2), "1e999", "1", False),
        (Tokens(float_relative_tolerance=1e-2), "1", "1e999", False),
        (Tokens(float_absolute_tolerance=1e-2), "1.", "1", True),
        # Hours, if the pattern of a number could match the digits in more than one way.
        (Tokens(float_absolute_tolerance=1e-2), "1" * 900_000 + "x", "1", False),
        (Exact(), "1 2 \n", "1 2", True),
        (Exact(), "1  2", "1 2", False),
        (Value(), "(1,)", "(1, )", True),
        (Value(), "f(1)", "1", False),
    ],
)
def test_comparators(comparator: Comparator, output: str, expected: str, right: bool) -> None:
    assert comparator.accepts(output, expected) is right


VALIDATOR = """
import sys
with open(sys.argv[1]) as given, open(sys.argv[2]) as answer:
    n, best = int(given.read()), int(answer.read())
open(sys.argv[3] + "judgemessage.txt", "w").write("checked")
if "--fail" in sys.argv:
    sys.exit(1)
parts = list(map(int, sys.stdin.read().split()))
sys.exit(42 if sum(parts) == n and len(parts) == best else 43)
"""


@pytest.mark.parametrize(
    ("flags", "output", "verdict"),
    [((), "3 7", "AC"), ((), "9 1", "AC"), ((), "10", "WA"), ((), "x", "JE"), (("--fail",), "3 7", "JE")],
)
def test_a_validator_judges_in_the_same_sandbox(
    sandbox: Sandbox, flags: tuple[str, ...], output: str, verdict: str
) -> None:
    validator = Validator(Program(VALIDATOR), flags)
    program = Program(f"print({output!r})")
    judgement = judge(program, [Test("10", "2")], comparator=validator, sandbox=sandbox)
    assert judgement.verdict == verdict, judgement


def test_many_at_a_time(sandbox: Sandbox) -> None:
    async def all_of_them() -> list[str]:
        runs = [sandbox.arun(Program("print(int(input()) + 1)"), str(n)) for n in range(40)]
        return [ran.stdout for ran in await asyncio.gather(*runs)]

    assert asyncio.run(all_of_them()) == [f"{n + 1}\n" for n in range(40)]
    futures = [sandbox.submit(judge, Program("print(3)"), SUM[:1], sandbox=sandbox) for _ in range(10)]
    assert all(future.result().passed for future in futures)


def test_a_comparator_that_fails_is_the_judges_error(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    class Near:
        def accepts(self, output: str, expected: str) -> bool:
            return abs(int(output) - int(expected)) <= 1

    program = Program("text = input()\nprint(text if text == 'x' else int(text) + 1)")
    tests = [Test("1", "1"), Test("3", "9"), Test("x", "1")]
    judgement = judge(program, tests, comparator=Near(), sandbox=sandbox)
    assert [result.verdict for result in judgement.results] == ["AC", "WA", "JE"]
    assert "so the verdict is JE" in caplog.text
