"""Predicted outputs are held to the problem's own comparator or validator, which may take several answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest

from ses_plugin.comparators import Comparator, Tokens, Validator
from ses_plugin.datasets.problem_rows import from_row, to_row
from ses_plugin.drivers import run
from ses_plugin.execution import Sandbox
from ses_plugin.problems import Problem, Task, Test
from ses_plugin.programs import Program
from ses_plugin.strategies import (
    Draft,
    Execute,
    Failed,
    Interpret,
    Need,
    Reply,
    Sample,
    SelfVerify,
    Texts,
    choose,
)
from ses_plugin.strategies.checking import verdicts
from ses_plugin.strategies.self_fix import SelfFix, repair

SUM_OF_TWO = """
import sys
right = int(open(sys.argv[1]).read())
given = sys.stdin.read().split()
sys.exit(42 if len(given) == 2 and sum(map(int, given)) == right else 43)
"""
PAIR = Test("5\n", "2 3\n")


def problem(comparator: Comparator | Validator | None) -> Problem:
    return Problem("pair", Task("Find two numbers with sum n.", (PAIR,)), comparator=comparator)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(1) as sandbox:
        yield sandbox


def answering(sandbox: Sandbox, seen: list[Need]) -> Callable[[Sequence[Need]], list[Reply]]:
    def answer(needs: Sequence[Need]) -> list[Reply]:
        seen.extend(needs)
        return [
            Texts(("```python\nprint(0, input())\n```",) * need.n)
            if isinstance(need, Sample)
            else sandbox.run(need.program, need.text, need.limits)
            for need in needs
        ]

    return answer


def test_any_answer_that_the_validator_takes_passes_a_public_test(sandbox: Sandbox) -> None:
    sources = ["print(9, 9)", "print(1, int(input()) - 1)", "print('x')"]
    drafts = [Draft("", Program(source)) for source in sources]
    for one in (
        problem(Validator(Program(SUM_OF_TWO))),
        from_row(to_row(problem(Validator(Program(SUM_OF_TWO))))),
    ):
        choice = run(choose(one.task, drafts, SelfVerify(predictor=Interpret())), answering(sandbox, []))
        assert choice.chosen == 1
        assert [dict(passed) for passed in choice.passed] == [{0: False}, {0: True}, {0: False}]
    unchecked = run(
        choose(problem(None).task, drafts, SelfVerify(predictor=Interpret())), answering(sandbox, [])
    )
    assert [dict(passed) for passed in unchecked.passed] == [{0: False}] * 3


def test_self_fix_asks_the_validator(sandbox: Sandbox) -> None:
    task, seen = problem(Validator(Program(SUM_OF_TWO))).task, list[Need]()
    fixed = run(
        repair(task, Program("print(7)"), SelfFix(predictor=Interpret(), submit_passing=True)),
        answering(sandbox, seen),
    )
    assert [turn.passed for turn in fixed.turns] == [(False,), (True,)]
    assert fixed.end == "passed"
    assert sum(isinstance(need, Sample) for need in seen) == 1


@pytest.mark.parametrize(
    ("comparator", "predicted", "right"),
    [
        (None, "1 4", False),
        (None, "2 3", True),
        (Validator(Program(SUM_OF_TWO)), "1 4", True),
        (Validator(Program(SUM_OF_TWO)), "1 5", False),
        (Validator(Program(SUM_OF_TWO)), "x y", False),
        (Validator(Program("import sys; sys.exit(43)")), "2 3", True),
        (Tokens(float_absolute_tolerance=0.5), "2.25 3", True),
        (Tokens(float_absolute_tolerance=0.5), "2.75 3", False),
    ],
)
def test_verdicts(
    sandbox: Sandbox, comparator: Comparator | Validator | None, predicted: str, right: bool
) -> None:
    checks = [(Program(""), PAIR, predicted), (Program(""), PAIR, None), (Program(""), PAIR, "2 3\n")]
    assert run(verdicts(comparator, checks), answering(sandbox, [])) == [right, False, True]


def test_what_fails_is_no_pass_and_no_error() -> None:
    class Broken:
        def accepts(self, output: str, expected: str) -> bool:
            raise ValueError(output)

    checks = [(Program(""), PAIR, "1 4")]
    assert run(verdicts(Broken(), checks), lambda needs: []) == [False]

    def refuses(needs: Sequence[Need]) -> list[Reply]:
        assert all(isinstance(need, Execute) for need in needs)
        return [Failed("no sandbox") for _ in needs]

    assert run(verdicts(Validator(Program(SUM_OF_TWO)), checks), refuses) == [None]
    assert run(verdicts(Validator(Program(SUM_OF_TWO)), []), refuses) == []
