"""Read rows of `livecodebench/code_generation_lite`, judged by the rules of LiveCodeBench's grader.

Output is compared line by line, numbers by value (`LineMatch`). A function is called with a JSON value from
each line of the input, and must return a value equal to the recorded one; a tuple equals a list. Both kinds
have LeetCode's names without imports.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import math
import pickle
import pickletools
import re
import zlib
from typing import Any

from ses_plugin.errors import Unsupported, UsageError
from ses_plugin.problems.formats import rows
from ses_plugin.problems.formats.rows import limits_of
from ses_plugin.problems.text.judging_rules import allows_many_answers, tolerance
from ses_plugin.scoring.judge_comparators import Comparator, LineMatch, ValueMatch
from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem, Test

LIVECODEBENCH = "livecodebench/code_generation_lite"
LIVECODEBENCH_COLUMNS = (
    "question_id",
    "question_title",
    "question_content",
    "difficulty",
    "public_test_cases",
    "private_test_cases",
)
TIME_LIMIT_S = 6.0
"""Seconds for one test in LiveCodeBench's harness; rows have no limit."""

MAX_BYTES = 1 << 29
"""The most bytes that the private tests of one problem may unpack to."""

_METHOD = re.compile(r"^[ \t]+def (\w+)\(self\b", re.MULTILINE)  # `    def twoSum(self, nums: List[int])`

# All opcodes that a pickle of one str needs. An unpickler without classes is still not safe with the others:
# a memo at index 2**32 - 1 makes it allocate 64 GiB.
_STRING_OPCODES = frozenset(
    "PROTO FRAME SHORT_BINUNICODE BINUNICODE BINUNICODE8 UNICODE MEMOIZE BINPUT PUT STOP".split()
)


def from_livecodebench(row: dict[str, Any]) -> Problem:
    """Return a row as a problem.

    Like the grader, the judge uses the public and then the private tests, with the statement's tolerance if
    it has one. The set has no checkers: where the statement allows several answers, the grader accepts only
    the recorded one, and there are no public tests.

    Args:
        row: LIVECODEBENCH_COLUMNS, and if present `starter_code` and `metadata`; all are strings.

    Raises:
        Unsupported: the row has no tests, or its function has no name.
        UsageError: a column is missing, or tests are malformed. Tests are read as data: no row can make this
            process run code.
    """
    rows.require_columns(row, LIVECODEBENCH_COLUMNS, LIVECODEBENCH)
    where = f"{LIVECODEBENCH}, question {row['question_id']}"
    cases = {
        "public_test_cases": _cases(
            rows.text(row, "public_test_cases", where), f"{where}: public_test_cases"
        ),
        "private_test_cases": _cases(
            _unpacked(rows.text(row, "private_test_cases", where), f"{where}: private_test_cases"),
            f"{where}: private_test_cases",
        ),
    }
    kinds = {kind for column_cases in cases.values() for kind, _, _ in column_cases}
    if len(kinds) != 1:
        raise Unsupported(f"{where}: {'tests of both kinds' if kinds else 'no tests'}")
    functional = kinds == {"functional"}
    public, private = (_tests(column_cases, f"{where}: {name}") for name, column_cases in cases.items())
    statement = rows.text(row, "question_content", where)
    starter = rows.text(row, "starter_code", where)
    level = rows.text(row, "difficulty", where)
    return Problem(
        id=str(row["question_id"]),
        public=PublicProblem(
            statement,
            () if allows_many_answers(statement) else public,
            _entry_point(row, starter, where) if functional else None,
            starter if functional else "",
            preloaded=True,
        ),
        private_tests=PrivateTests(tuple(dict.fromkeys(public + private))),
        limits=limits_of(TIME_LIMIT_S, tests=private),
        comparator=_comparator(functional, tolerance(statement) or 0.0),
        title=rows.text(row, "question_title", where),
        difficulty=level if level in ("easy", "medium", "hard") else "",
        source=LIVECODEBENCH,
    )


def _comparator(functional: bool, bound: float) -> Comparator:
    return ValueMatch(bound, bound, outer_tuple_is_list=True) if functional else LineMatch(bound, bound)


def _entry_point(row: dict[str, Any], starter: str, where: str) -> str:
    """Return the name of the function in the metadata, else of the first method in the starter code."""
    text = rows.text(row, "metadata", where)
    metadata = _json(text, f"{where}: metadata") if text.strip() else {}
    name = metadata.get("func_name") if isinstance(metadata, dict) else None
    if name is None and (method := _METHOD.search(starter)):
        name = method[1]
    if not isinstance(name, str) or not name.isidentifier():
        raise Unsupported(f"{where}: it asks for a function, but neither metadata nor starter_code names it")
    return name


_Case = tuple[str, str, str]
"""The kind of a test, its input and its output."""


def _cases(text: str, where: str) -> list[_Case]:
    """Return the tests of a JSON list."""
    values = _json(text, where)
    if not isinstance(values, list):
        raise UsageError(f"{where} is not a list of tests")
    cases = []
    for value in values:
        match value:
            case {
                "testtype": "stdin" | "functional" as kind,
                "input": str(test_input),
                "output": str(output),
            }:
                cases.append((kind, test_input, output))
            case _:
                raise UsageError(
                    f"{where} has a test that is not "
                    '{"input": text, "output": text, "testtype": "stdin" or "functional"}'
                )
    return cases


def _tests(cases: list[_Case], where: str) -> tuple[Test, ...]:
    tests = []
    for kind, test_input, output in cases:
        if kind == "stdin":
            tests.append(Test(test_input, output))
            continue
        arguments = [_json(line, f"{where}: input of a function") for line in test_input.split("\n")]
        value = _json(output, f"{where}: output of a function")
        tests.append(Test(", ".join(map(_literal, arguments)), _literal(value)))
    return tuple(tests)


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where} is not JSON ({error})") from error


def _literal(value: Any) -> str:
    """Return a JSON value as a Python literal; JSON's `Infinity` becomes `1e999`."""
    match value:
        case list():
            return f"[{', '.join(map(_literal, value))}]"
        case dict():
            return "{" + ", ".join(f"{key!r}: {_literal(item)}" for key, item in value.items()) + "}"
        case float() if math.isinf(value):
            return "1e999" if value > 0 else "-1e999"
    return repr(value)


def _unpacked(text: str, where: str) -> str:
    """Return the JSON of private tests, which are JSON or base64(zlib(pickle(JSON)))."""
    if text.lstrip().startswith("["):
        return text
    try:
        packed = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UsageError(f"{where} is neither a JSON list nor base64 ({error})") from error
    return _string(_decompressed(packed, where), where)


def _decompressed(packed: bytes, where: str) -> bytes:
    unzip = zlib.decompressobj()  # with a bound: a few kilobytes can unpack to gigabytes
    try:
        data = unzip.decompress(packed, MAX_BYTES + 1)
    except zlib.error as error:
        raise UsageError(f"{where} is not compressed by zlib ({error})") from error
    if len(data) > MAX_BYTES:
        raise UsageError(f"{where} unpacks to more than {MAX_BYTES} bytes")
    if not unzip.eof:
        raise UsageError(f"{where} is cut off")
    return data


class _NoClasses(pickle.Unpickler):
    def find_class(self, module: str, name: str, /) -> Any:
        raise pickle.UnpicklingError(f"it asks for {module}.{name}")


def _string(data: bytes, where: str) -> str:
    """Return the str that is pickled in `data`; refuses a pickle of anything else without loading it."""
    try:
        foreign = {op.name for op, _, _ in pickletools.genops(data)} - _STRING_OPCODES
        if foreign:
            raise pickle.UnpicklingError(f"it has more than a string: {', '.join(sorted(foreign))}")
        value = _NoClasses(io.BytesIO(data)).load()
    except Exception as error:  # a damaged pickle raises nearly anything
        raise UsageError(f"{where} holds a pickle that is refused: {error}") from error
    if not isinstance(value, str):
        raise UsageError(f"{where} holds a pickle of {type(value).__name__}, not of a string")
    return value
