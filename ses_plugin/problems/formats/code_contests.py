"""Read rows of `deepmind/code_contests`, judged as by its evaluator; its valid and test splits are DMC."""

from __future__ import annotations

import math
from typing import Any

from ses_plugin.errors import Unsupported, UsageError
from ses_plugin.problems.formats import rows
from ses_plugin.problems.formats.rows import limits_of
from ses_plugin.problems.text.judging_rules import allows_many_answers, tolerance
from ses_plugin.scoring.judge_comparators import TokenMatch
from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem, Test
from ses_plugin.types.program import Limits

CODE_CONTESTS = "deepmind/code_contests"
CODE_CONTESTS_COLUMNS = ("name", "description", "public_tests", "private_tests", "generated_tests")
TOLERANCE = 1e-5
"""The absolute error that AlphaCode's evaluator allows; a statement may allow another."""

_STANDARD_INPUT = ("", "stdin", "standard input")
_STANDARD_OUTPUT = ("", "stdout", "standard output")


def from_code_contests(row: dict[str, Any]) -> Problem:
    """Return a row as a problem.

    The private tests are `private_tests`, then `generated_tests`. Tokens are compared without case, numbers
    within the statement's tolerance, else within TOLERANCE. The set has no checkers: where the statement
    allows several answers, the judge accepts only the recorded one, and there are no public tests.

    Raises:
        Unsupported: the row reads or writes a file, or has no private and no generated tests.
        UsageError: a column is missing, or tests are malformed.
    """
    rows.require_columns(row, CODE_CONTESTS_COLUMNS, CODE_CONTESTS)
    where = f"{CODE_CONTESTS}, {row['name']}"
    for column, standard in (("input_file", _STANDARD_INPUT), ("output_file", _STANDARD_OUTPUT)):
        file = rows.text(row, column, where).strip()
        if file.lower() not in standard:
            raise Unsupported(f"{where}: its {column} is {file}; supported are standard input and output")
    private = _tests(row, "private_tests", where) + _tests(row, "generated_tests", where)
    if not private:
        raise Unsupported(f"{where}: no private and no generated tests")
    name = rows.text(row, "name", where)
    statement = rows.text(row, "description", where)
    public = _tests(row, "public_tests", where)
    bound = tolerance(statement)
    return Problem(
        id=name,
        public=PublicProblem(statement, () if allows_many_answers(statement) else public),
        private_tests=PrivateTests(private),
        limits=_limits(row, where, private),
        comparator=TokenMatch(
            float_absolute_tolerance=TOLERANCE if bound is None else bound, float_relative_tolerance=bound
        ),
        title=name,
        source=CODE_CONTESTS,
    )


def _tests(row: dict[str, Any], column: str, where: str) -> tuple[Test, ...]:
    match row[column]:
        case None:
            return ()
        case {"input": inputs, "output": outputs}:
            input_texts = rows.texts(inputs, f"{where}: input of {column}")
            output_texts = rows.texts(outputs, f"{where}: output of {column}")
            if len(input_texts) == len(output_texts):
                return tuple(map(Test, input_texts, output_texts))
    raise UsageError(
        f"{where}: {column} is not an object with input and output, two lists of texts as long as each other"
    )


def _limits(row: dict[str, Any], where: str, tests: tuple[Test, ...]) -> Limits:
    seconds: float | None = None
    memory: int | None = None
    match row.get("time_limit"):
        case None:
            pass
        case {"seconds": int(whole), "nanos": int(nanos)}:
            seconds = whole + nanos / 1e9
        case {"seconds": int(whole)}:
            seconds = whole
        case other:
            raise UsageError(f"{where}: time_limit {other!r} is not an object with seconds and nanos")
    match row.get("memory_limit_bytes"):
        case None:
            pass
        case int(size):
            memory = math.ceil(size / (1 << 20))
        case other:
            raise UsageError(f"{where}: memory_limit_bytes {other!r} is not a number")
    return limits_of(seconds or None, memory or None, tests=tests)  # 0 is unknown
