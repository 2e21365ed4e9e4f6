"""The embedded contest problems: their shape, and that tests tell right programs from wrong ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ses_plugin.datasets.build_problems import build_problem
from ses_plugin.datasets.sources import ProgramSource, load_sources
from ses_plugin.execution import Sandbox, judge
from ses_plugin.execution.time_scaling import REFERENCE, REFERENCE_S
from ses_plugin.problems.loader import (
    load_builtin_problems,
    problem_from_row,
    problem_to_row,
    problems_to_jsonl,
)
from ses_plugin.scoring.judge_comparators import ExactMatch, OutputValidator, TokenMatch
from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem, Test
from ses_plugin.types.program import Limits, Program

FAMILIES = Path(__file__).parents[2] / "ses_plugin" / "datasets" / "families"
BY_NAME = {source.name: source for source in load_sources() if source.kind == "stdin"}
PROBLEMS = pytest.mark.parametrize(
    "shown", load_builtin_problems(), ids=lambda problem: problem.id.removeprefix("ses/")
)


ROOM = 4
"""How many times the CPU time of the slowest right program a limit is, at the least."""

TOO_SLOW = 2
"""How many times the limit a program that is meant to be too slow takes, at the least."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(time_factor=1) as sandbox:
        yield sandbox


def slowness(sandbox: Sandbox) -> float:
    """Return how much slower than the reference this machine is now, beside all that it does.

    Seconds of CPU time divided by it are those of the reference machine: a ratio within one run.
    """
    return min(sandbox.run(REFERENCE, "").cpu_s for _ in range(3)) / REFERENCE_S


def source_of(shown: Problem) -> ProgramSource:
    return BY_NAME[shown.id.removeprefix("ses/")]


def test_there_are_sixty_of_three_levels() -> None:
    levels = [shown.difficulty for shown in load_builtin_problems()]
    assert len(levels) >= 60
    assert min(levels.count(level) for level in ("easy", "medium", "hard")) >= 10
    assert len({shown.public.statement for shown in load_builtin_problems()}) == len(levels)


@PROBLEMS
def test_a_problem_is_whole(shown: Problem) -> None:
    assert 2 <= len(shown.public.public_tests) <= 4
    assert len(shown.private_tests.for_the_judge()) >= 10
    assert all(test.output.strip() for test in shown.public.public_tests)
    assert "## Input" in shown.public.statement
    assert "## Output" in shown.public.statement


@PROBLEMS
def test_the_shipped_tests_are_what_the_family_gives(shown: Problem) -> None:
    assert build_problem(source_of(shown)) == shown


@PROBLEMS
def test_right_programs_pass_with_time_to_spare_and_wrong_ones_do_not(
    shown: Problem, sandbox: Sandbox
) -> None:
    tests = (*shown.public.public_tests, *shown.private_tests.for_the_judge())
    patient = replace(shown.limits, cpu_s=60)  # it is not this machine's speed that is asked about
    for name, program in source_of(shown).programs.items():
        judgement = judge(
            program,
            tests,
            comparator=shown.comparator,
            limits=patient,
            stop_at_first_failure=True,
            sandbox=sandbox,
        )
        assert judgement.passed == name.startswith("correct"), (name, judgement.verdict)
        took = max(result.execution.cpu_s for result in judgement.results)
        if judgement.passed and took > shown.limits.cpu_s / ROOM / 4:  # measuring takes time, too
            assert took / slowness(sandbox) <= shown.limits.cpu_s / ROOM, (name, took)


@pytest.mark.slow
@PROBLEMS
def test_a_slow_solution_is_much_too_slow_and_else_right(shown: Problem, sandbox: Sandbox) -> None:
    slow = Program((FAMILIES / source_of(shown).name / "slow.py").read_text("utf-8"))
    cpu_s = max(1, round(TOO_SLOW * shown.limits.cpu_s * slowness(sandbox)))
    limits = replace(shown.limits, cpu_s=cpu_s, wall_s=10 * cpu_s)
    judgement = judge(slow, shown.private_tests.for_the_judge(), limits=limits, sandbox=sandbox)
    assert {result.verdict for result in judgement.results} == {"AC", "TLE"}


def test_private_tests_do_not_show() -> None:
    private = PrivateTests((Test("secret input", "secret output"),))
    whole = Problem("p", PublicProblem("statement"), private)
    assert "secret" not in repr(whole)
    with pytest.raises(TypeError):
        iter(private)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "comparator",
    [
        None,
        ExactMatch(),
        TokenMatch(float_absolute_tolerance=1e-6),
        OutputValidator(Program("import sys"), ("-x",), Limits()),
    ],
)
def test_rows_keep_everything(comparator: TokenMatch | ExactMatch | OutputValidator | None) -> None:
    task = PublicProblem("π", (Test("1\n", "2\n"),), "f", "def f(x):")
    whole = Problem("p", task, PrivateTests((Test("", ""),)), Limits(cpu_s=3), comparator, "t", "easy", "s")
    assert problem_from_row(json.loads(json.dumps(problem_to_row(whole)))) == whole
    assert problem_from_row(json.loads(problems_to_jsonl([whole]))) == whole
