"""Rows of `deepmind/code_contests`; its valid and test splits are DMC."""

from __future__ import annotations

import math
from typing import Any

from ses_plugin.datasets.problem_sets import rows
from ses_plugin.datasets.problem_sets.limits import limits_of
from ses_plugin.errors import UsageError
from ses_plugin.problems import PrivateTests, Problem, Task, Test
from ses_plugin.programs import Limits

DATA_SET = "deepmind/code_contests"
COLUMNS = ("name", "description", "public_tests", "private_tests", "generated_tests")
_STANDARD_INPUT = ("", "stdin", "standard input")
_STANDARD_OUTPUT = ("", "stdout", "standard output")


def from_row(row: dict[str, Any]) -> Problem | None:
    """Return a row as a problem; None for one that reads or writes a file, or has no test to decide by.

    Private are the tests of `private_tests` and, after them, of `generated_tests`. The set has no
    validators: where several outputs are right, only the one on record counts. Raises UsageError for missing
    columns and for tests that can't be read.
    """
    rows.require(row, COLUMNS, DATA_SET)
    where = f"{DATA_SET}, {row['name']}"
    files = (rows.text(row, name, where).strip().lower() for name in ("input_file", "output_file"))
    if next(files) not in _STANDARD_INPUT or next(files) not in _STANDARD_OUTPUT:
        return None
    private = _tests(row, "private_tests", where) + _tests(row, "generated_tests", where)
    if not private:
        return None
    name = rows.text(row, "name", where)
    return Problem(
        id=name,
        task=Task(rows.text(row, "description", where), _tests(row, "public_tests", where)),
        private=PrivateTests(private),
        limits=_limits(row, where, private),
        title=name,
        source=DATA_SET,
    )


def _tests(row: dict[str, Any], column: str, where: str) -> tuple[Test, ...]:
    match row[column]:
        case None:
            return ()
        case {"input": inputs, "output": outputs}:
            given = rows.texts(inputs, f"{where}: input of {column}")
            right = rows.texts(outputs, f"{where}: output of {column}")
            if len(given) == len(right):
                return tuple(map(Test, given, right))
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
