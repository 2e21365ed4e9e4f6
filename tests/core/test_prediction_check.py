"""Predicted outputs are held to the problem's own comparator or validator, which may take several answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest

from ses_plugin.drivers import run
from ses_plugin.execution import Sandbox
from ses_plugin.problems.loader import problem_from_row, problem_to_row
from ses_plugin.scoring.judge_comparators import Comparator, OutputValidator, TokenMatch
from ses_plugin.strategies import (
    Candidate,
    Completions,
    ExecuteRequest,
    ExecutionPredictor,
    PredictedOutput,
    PredictionStatus,
    Request,
    RequestFailed,
    Response,
    SampleRequest,
    SelfVerify,
    select_by_prediction,
)
from ses_plugin.strategies.predictors import check_predictions
from ses_plugin.strategies.self_fix import SelfFix, repair
from ses_plugin.types.problem import Problem, PublicProblem, Test
from ses_plugin.types.program import Program

SUM_OF_TWO = """
import sys
right = int(open(sys.argv[1]).read())
given = sys.stdin.read().split()
sys.exit(42 if len(given) == 2 and sum(map(int, given)) == right else 43)
"""
PAIR = Test("5\n", "2 3\n")


def problem(comparator: Comparator | OutputValidator | None) -> Problem:
    return Problem("pair", PublicProblem("Find two numbers with sum n.", (PAIR,)), comparator=comparator)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(1) as sandbox:
        yield sandbox


def answering(sandbox: Sandbox, seen: list[Request]) -> Callable[[Sequence[Request]], list[Response]]:
    def answer(needs: Sequence[Request]) -> list[Response]:
        seen.extend(needs)
        return [
            Completions(("```python\nprint(0, input())\n```",) * need.n)
            if isinstance(need, SampleRequest)
            else sandbox.run(need.program, need.input, need.limits)
            for need in needs
        ]

    return answer


def test_any_answer_that_the_validator_takes_passes_a_public_test(sandbox: Sandbox) -> None:
    sources = ["print(9, 9)", "print(1, int(input()) - 1)", "print('x')"]
    drafts = [Candidate("", Program(source)) for source in sources]
    for one in (
        problem(OutputValidator(Program(SUM_OF_TWO))),
        problem_from_row(problem_to_row(problem(OutputValidator(Program(SUM_OF_TWO))))),
    ):
        choice = run(
            select_by_prediction(one.public, drafts, SelfVerify(predictor=ExecutionPredictor())),
            answering(sandbox, []),
        )
        assert choice.chosen == 1
        assert [dict(passed) for passed in choice.predicted_passes] == [{0: False}, {0: True}, {0: False}]
    unchecked = run(
        select_by_prediction(problem(None).public, drafts, SelfVerify(predictor=ExecutionPredictor())),
        answering(sandbox, []),
    )
    assert [dict(passed) for passed in unchecked.predicted_passes] == [{0: False}] * 3


def test_self_fix_asks_the_validator(sandbox: Sandbox) -> None:
    task, seen = problem(OutputValidator(Program(SUM_OF_TWO))).public, list[Request]()
    fixed = run(
        repair(task, Program("print(7)"), SelfFix(predictor=ExecutionPredictor(), submit_passing=True)),
        answering(sandbox, seen),
    )
    assert [turn.passed for turn in fixed.turns] == [(False,), (True,)]
    assert fixed.stop_reason == "passed"
    assert sum(isinstance(need, SampleRequest) for need in seen) == 1


def prediction(output: str | None) -> PredictedOutput:
    status = PredictionStatus.NO_ANSWER if output is None else PredictionStatus.ANSWERED
    return PredictedOutput(status, output)


@pytest.mark.parametrize(
    ("comparator", "predicted", "right"),
    [
        (None, "1 4", False),
        (None, "2 3", True),
        (OutputValidator(Program(SUM_OF_TWO)), "1 4", True),
        (OutputValidator(Program(SUM_OF_TWO)), "1 5", False),
        (OutputValidator(Program(SUM_OF_TWO)), "x y", False),
        (OutputValidator(Program("import sys; sys.exit(43)")), "2 3", True),
        (TokenMatch(float_absolute_tolerance=0.5), "2.25 3", True),
        (TokenMatch(float_absolute_tolerance=0.5), "2.75 3", False),
    ],
)
def test_verdicts(
    sandbox: Sandbox, comparator: Comparator | OutputValidator | None, predicted: str, right: bool
) -> None:
    checks = [(Program(""), PAIR, prediction(one)) for one in (predicted, None, "2 3\n")]
    assert run(check_predictions(comparator, checks), answering(sandbox, [])) == [right, False, True]


def test_what_fails_is_no_pass_and_no_error() -> None:
    class Broken:
        def accepts(self, output: str, expected: str) -> bool:
            raise ValueError(output)

    checks = [(Program(""), PAIR, prediction("1 4"))]
    assert run(check_predictions(Broken(), checks), lambda needs: []) == [False]

    def refuses(needs: Sequence[Request]) -> list[Response]:
        assert all(isinstance(need, ExecuteRequest) for need in needs)
        return [RequestFailed("no sandbox") for _ in needs]

    assert run(check_predictions(OutputValidator(Program(SUM_OF_TWO)), checks), refuses) == [None]
    assert run(check_predictions(OutputValidator(Program(SUM_OF_TWO)), []), refuses) == []
