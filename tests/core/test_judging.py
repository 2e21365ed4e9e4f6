from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from ses_plugin.errors import UsageError
from ses_plugin.execution import Sandbox, judge
from ses_plugin.scoring.judge_comparators import (
    Comparator,
    ExactMatch,
    LineMatch,
    LiteralMatch,
    OutputValidator,
    TokenMatch,
    ValueMatch,
)
from ses_plugin.types.problem import Test, Verdict
from ses_plugin.types.program import Limits, Program

SUM = [Test("1 2\n", "3\n"), Test("20 22\n", "42\n"), Test("-1 1\n", "0\n")]
QUICK = Limits(wall_s=2.0, cpu_s=1, memory_mb=256, output_bytes=10_000)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(2, time_factor=1) as sandbox:  # a factor measured here would lengthen the limits
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
    assert (judgement.verdict, judgement.passed, judgement.total) == (Verdict.WA, False, 3)
    assert judge(wrong, [], sandbox=sandbox).passed


def test_functions_are_judged_by_value(sandbox: Sandbox) -> None:
    program = Program("def f(a):\n    return {'n': a, 's': {1, 2}}", "f")
    tests = [Test("1", "{'s': {2, 1}, 'n': 1}"), Test("True", "{'s': {2, 1}, 'n': 1}")]
    verdicts = [result.verdict for result in judge(program, tests, sandbox=sandbox).results]
    assert verdicts == [Verdict.AC, Verdict.WA]


STANDARD_VALUES = """
import types
from collections import *
from decimal import Decimal
from enum import Enum, IntEnum
from fractions import Fraction

Point = namedtuple("Point", "x y")
Color = IntEnum("Color", "RED GREEN")
Name = Enum("Name", {"A": "a"}, type=str)
Other = Enum("Other", "A")
class Mine(list): pass
counts = defaultdict(int, a=1)

def f(expression):
    return eval(expression)
"""
RETURNED_VALUES = [
    ("Counter('aab')", "{'a': 2, 'b': 1}"),
    ("[Counter('a'), {'k': Point(1, Color.GREEN)}]", "[{'a': 1}, {'k': (1, 2)}]"),
    ("Counter(a=1, b=0)", "Counter({'a': 1})"),
    ("Counter(a=1, b=0)", "{'a': 1}"),
    ("counts", "{'a': 1}"),
    ("Point(1, [2])", "(1, [2])"),
    ("Point(1, 2)", "[1, 2]"),
    ("Color.RED", "1"),
    ("Color.RED", "2"),
    ("Name.A", "'a'"),
    ("{Color.RED: 0}", "{1: 0}"),
    ("Fraction(1, 2)", "0.5"),
    ("Fraction(6, 2)", "3"),
    ("Fraction(1, 3)", "Fraction(2, 6)"),
    ("Decimal('0.50')", "0.5"),
    ("Decimal('0.1')", "0.1"),
    ("OrderedDict(b=1, a=2)", "{'a': 2, 'b': 1}"),
    ("OrderedDict(b=1, a=2)", "OrderedDict([('a', 2), ('b', 1)])"),
    ("deque([1, 2])", "deque([1, 2])"),
    ("deque([1, 2])", "[1, 2]"),
    ("range(3)", "range(0, 3)"),
    ("range(3)", "[0, 1, 2]"),
    ("{'a': 1}.keys()", "{'a'}"),
    ("bytearray(b'x')", "b'x'"),
    ("1 + 2j", "(1+2j)"),
    ("Mine([1, (2,)])", "[1, (2,)]"),
    ("UserList([1])", "[1]"),
    ("ChainMap({'a': 1}, {'b': 2})", "{'a': 1, 'b': 2}"),
    ("types.MappingProxyType({1: 2})", "{1: 2}"),
    ("Other.A", "1"),
    ("map(int, [])", "[]"),
]


def test_a_returned_value_is_right_where_an_assert_passes(sandbox: Sandbox) -> None:
    names: dict[str, object] = {}
    exec(STANDARD_VALUES, names)
    tests = [Test(repr(expression), expected) for expression, expected in RETURNED_VALUES]
    for comparator in (ValueMatch(), None):
        judgement = judge(Program(STANDARD_VALUES, "f"), tests, comparator=comparator, sandbox=sandbox)
        for (expression, expected), judged in zip(RETURNED_VALUES, judgement.results, strict=True):
            passes = eval(f"{expression} == {expected}", names)  # Python's own word, independent of the judge
            assert (judged.verdict is Verdict.AC) == passes, (expression, expected, judged)


@pytest.mark.parametrize(
    "liar",
    [
        "class Liar(int):\n    def __eq__(self, other): return True\ndef f(): return Liar(1)",
        "class Liar(list):\n    def __eq__(self, other): return True\ndef f(): return Liar([1])",
        "class Liar:\n    __class__ = int\n    def __eq__(self, other): return True\ndef f(): return Liar()",
        # A metaclass that says whatever is asked: what the int holds is 3.
        "class Meta(type):\n    def __getattribute__(self, name): return int.__eq__\n"
        "class Liar(int, metaclass=Meta):\n    def __eq__(self, other): return True\n"
        "    def __repr__(self): return '1'\ndef f(): return Liar(3)",
        # Types by the names of standard ones.
        "import fractions, types\nclass Fraction:\n    def __eq__(self, other): return True\n"
        "    numerator, denominator = '1, 1) or (1', 1\nfractions.Fraction = Fraction\n"
        "def f(): return Fraction()",
        "import collections\nclass Counter(dict):\n    def __eq__(self, other): return True\n"
        "    def items(self): return [(1, 1)]\ncollections.Counter = Counter\ndef f(): return [Counter()]",
    ],
)
def test_an_object_that_equals_everything_does_not_pass(sandbox: Sandbox, liar: str) -> None:
    for expected in ("1", "[1]", "{1: 1}", "[{1: 1}]"):
        for comparator in (LiteralMatch(), ValueMatch()):
            program, test = Program(liar, "f"), Test("", expected)
            verdict = judge(program, [test], comparator=comparator, sandbox=sandbox).verdict
            assert verdict in (Verdict.RE, Verdict.WA)


def test_long_values_are_judged_as_short_ones(sandbox: Sandbox) -> None:
    """100,000 characters are a bound of predictions."""
    program = Program("def f(n, last): return [1.5] * n + [last]", "f")
    tests = [Test("40_000, 1", str([1.5] * 40_000 + [1])), Test("40_000, 2", str([1.5] * 40_000 + [1]))]
    for comparator in (None, ValueMatch()):
        judgement = judge(program, tests, comparator=comparator, sandbox=sandbox)
        assert [one.verdict for one in judgement.results] == ["AC", "WA"]
    nan = Program("nan = float('nan')\ndef f(): return [nan] * 60_000", "f")
    assert judge(
        nan, [Test("", str([float("nan")] * 60_000))], comparator=ValueMatch(), sandbox=sandbox
    ).passed


@pytest.mark.parametrize("bound", [-1e-6, float("nan"), float("inf"), "1e-6"])
def test_tolerances_that_are_none(bound: float) -> None:
    for comparator in (
        lambda: TokenMatch(float_relative_tolerance=bound),
        lambda: LineMatch(bound),
        lambda: ValueMatch(0, bound),
    ):
        with pytest.raises(UsageError, match="a tolerance is a finite number, 0 or more"):
            comparator()


@pytest.mark.parametrize(
    ("comparator", "output", "expected", "right"),
    [
        (TokenMatch(), "1  2\n3", "1 2 3\n", True),
        (TokenMatch(), "YES", "Yes", True),
        (TokenMatch(), "1 2", "1 2 3", False),
        (TokenMatch(), "1 2 3", "1 2", False),
        (TokenMatch(), "1.0", "1", False),
        (TokenMatch(case_sensitive=True), "YES", "Yes", False),
        (TokenMatch(space_change_sensitive=True), "1  2", "1 2", False),
        (TokenMatch(space_change_sensitive=True), "1 2\n", "1 2\n", True),
        (TokenMatch(float_absolute_tolerance=1e-2), "1.009", "1", True),
        (TokenMatch(float_absolute_tolerance=1e-2), "1.02", "1", False),
        (TokenMatch(float_relative_tolerance=1e-2), "1009", "1e3", True),
        (TokenMatch(float_relative_tolerance=1e-2), "-1009", "1e3", False),
        (TokenMatch(float_absolute_tolerance=1e-2), "nan", "1", False),
        (TokenMatch(float_absolute_tolerance=1e-2), "inf", "INF", True),
        (TokenMatch(float_absolute_tolerance=1e-2), "1_0", "10", False),
        (TokenMatch(float_absolute_tolerance=1e-2), "1e999", "1e999", True),
        (TokenMatch(float_absolute_tolerance=1e-2), "1e999", "1", False),
        (TokenMatch(float_relative_tolerance=1e-2), "1", "1e999", False),
        (TokenMatch(float_absolute_tolerance=1e-2), "1.", "1", True),
        # Hours, if the pattern of a number could match the digits in more than one way.
        (TokenMatch(float_absolute_tolerance=1e-2), "1" * 900_000 + "x", "1", False),
        # Floats can't tell these apart.
        (TokenMatch(float_absolute_tolerance=1e-9), "9007199254740993", "9007199254740992", False),
        (TokenMatch(float_absolute_tolerance=1e-9), "9007199254740993", "9007199254740993.0", True),
        (TokenMatch(float_absolute_tolerance=1), "9007199254740993", "9007199254740992", True),
        (TokenMatch(float_absolute_tolerance=1e-6), "0.999999", "1.0", True),
        (TokenMatch(float_absolute_tolerance=1e-6), "0.9999989", "1.0", False),
        (TokenMatch(float_absolute_tolerance=1e-6), "1e99999999999999999999", "1", False),
        (LineMatch(), "1.5\n", "1.500000000000", True),
        (LineMatch(), "1.5 2\r\n 3 \n\n", "1.50 2.0\n3", True),
        (LineMatch(), "1.5000001", "1.5", False),
        (LineMatch(), "1\n2", "1 2", False),
        (LineMatch(), "1  2", "1 2", True),
        (LineMatch(), "a  b", "a b", False),
        (LineMatch(), "YES", "Yes", False),
        (LineMatch(), "x 1.5", "x 1.50", False),
        (LineMatch(), "9007199254740993", "9007199254740992", False),
        (LineMatch(), "nan", "nan", True),
        (LineMatch(), "nan 1", "nan 1.0", False),
        (LineMatch(), "snan", "1", False),
        (LineMatch(), "", "\n", True),
        (LineMatch(), "1e999999999", "1", False),
        (LineMatch(1e-6, 1e-6), "x 0.3333333", "x 0.333333", True),
        (LineMatch(1e-6, 1e-6), "y 0.3333333", "x 0.333333", False),
        (LineMatch(1e-6, 1e-6), "1000000.9", "1000000", True),
        (LineMatch(1e-6, 1e-6), "10000001", "10000000", False),
        (LineMatch(1e-6, 1e-6), "inf", "1", False),
        (ValueMatch(), "9007199254740993", "9007199254740992.0", False),
        (ValueMatch(1e-9), "9007199254740993", "9007199254740992", False),
        (ValueMatch(0.5), "(1+2j)", "(1+1.6j)", True),
        (ValueMatch(0.5), "Fraction(1, 3)", "Decimal('0.8')", True),
        (ValueMatch(), "--2", "2", False),
        (ValueMatch(), "Decimal('sNaN')", "1", False),
        (ValueMatch(), "[*range(3)]", "[0, 1, 2]", False),
        (ValueMatch(), "Fraction(1, 0)", "1", False),
        (ValueMatch(), "range(0, 3, 0)", "1", False),
        (ValueMatch(), "{1: 2, **{}}", "{1: 2}", False),
        (ValueMatch(), "__import__('os')", "1", False),
        (ValueMatch(), "list(range(1000000000000))", "[1]", False),
        (ValueMatch(), "(1, (2,))", "[1, (2,)]", False),
        (ValueMatch(outer_tuple_is_list=True), "(1, (2,))", "[1, (2,)]", True),
        (ValueMatch(outer_tuple_is_list=True), "(1, (2,))", "[1, [2]]", False),
        (LiteralMatch(), "--2", "2", False),
        (LiteralMatch(), "Counter({'a': 1})", "{'a': 1}", True),
        (ExactMatch(), "1 2 \n", "1 2", True),
        (ExactMatch(), "1  2", "1 2", False),
        (LiteralMatch(), "(1,)", "(1, )", True),
        (LiteralMatch(), "f(1)", "1", False),
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
    validator = OutputValidator(Program(VALIDATOR), flags)
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
