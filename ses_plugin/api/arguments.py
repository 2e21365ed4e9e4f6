"""What callers give as problems, programs, tests and inputs, as the values that the rest of SES takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ses_plugin.errors import UsageError
from ses_plugin.extraction.code import build_program
from ses_plugin.problems.text import read_task
from ses_plugin.syntax import find_argument_fault
from ses_plugin.types.problem import Problem, PublicProblem, Test
from ses_plugin.types.program import Program

TestLike = Test | tuple[str, str] | Mapping[str, str]
"""A test: `Test("3 4", "7")`, `("3 4", "7")` or `{"input": "3 4", "output": "7"}`."""


def as_public_problem(
    problem: str | PublicProblem | Problem, tests: Sequence[TestLike] | None, entry_point: str | None
) -> PublicProblem:
    """Return what a model may see of `problem`; `tests` and `entry_point` take the place of its own.

    Raises UsageError for what is no problem.
    """
    match problem:
        case str() if problem.strip():
            public = read_task(problem)
        case Problem():
            public = problem.public
        case PublicProblem():
            public = problem
        case _:
            raise UsageError(
                f"problem={problem!r:.100}: give its statement as a text, a PublicProblem or a Problem"
            )
    _check_entry_point(entry_point)
    if tests is not None:
        public = replace(public, public_tests=as_tests(tests))
    return public if entry_point is None else replace(public, entry_point=entry_point)


def as_program(program: str | Program, entry_point: str | None) -> Program:
    """Return `program`, a source or a `Program`, to be called by `entry_point` if that is given.

    In a source a method of LeetCode's class `Solution` can be called, too. Raises UsageError for what is
    neither.
    """
    _check_entry_point(entry_point)
    if isinstance(program, Program):
        return program if entry_point is None else replace(program, entry_point=entry_point)
    if not isinstance(program, str):
        raise UsageError(f"program={program!r:.100}: give its source as a text, or a Program")
    return build_program(program, entry_point)


def _check_entry_point(name: object) -> None:
    if name is not None and not (isinstance(name, str) and name.isidentifier()):
        raise UsageError(f"entry_point={name!r:.100}: give the name of a function, or None")


def as_tests(tests: Sequence[TestLike]) -> tuple[Test, ...]:
    """Return tests as `Test`s. Raises UsageError, with its number, for one that is none."""
    if isinstance(tests, str | Mapping) or not isinstance(tests, Sequence):
        raise UsageError(f"tests={tests!r:.100}: give a list of tests, as {_A_TEST}")
    return tuple(_as_test(number, test) for number, test in enumerate(tests, 1))


_A_TEST = '[("3 4", "7"), ...], [{"input": "3 4", "output": "7"}, ...] or [Test("3 4", "7"), ...]'


def _as_test(number: int, test: object) -> Test:
    match test:
        case Test():
            return test
        case (str(text), str(output)) | {"input": str(text), "output": str(output)}:
            return Test(text, output)
    raise UsageError(f"tests: number {number} is {test!r:.100}; give {_A_TEST}")


def check_input(program: Program, text: str) -> str:
    """Return `text` if `program` can read it, or be called with it; else raise UsageError."""
    if not isinstance(text, str):
        raise UsageError(f"input={text!r:.100}: give a text, as the program reads it")
    if program.entry_point is not None and (fault := find_argument_fault(text)):
        raise UsageError(
            f"input={text!r:.100}: {fault}; give what stands between the parentheses of the call "
            f"{program.entry_point}(...), as '[1, 2], n=3'"
        )
    return text
