"""Read rows of LiveCodeBench and CodeContests, and check the columns of published rows.

`livecodebench/code_generation_lite` is judged by the rules of LiveCodeBench's grader: output is compared line
by line, numbers by value (`LineMatch`). A function is called with a JSON value from each line of the input,
and must return a value equal to the recorded one; a tuple equals a list. Both kinds have LeetCode's names
without imports.

`deepmind/code_contests` is judged as by its evaluator; its valid and test splits are DMC.
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
from collections.abc import Iterable
from typing import Any

from ses_plugin.errors import Unsupported, UsageError
from ses_plugin.problems.text.judging_rules import allows_many_answers, tolerance
from ses_plugin.scoring.judge_comparators import Comparator, LineMatch, TokenMatch, ValueMatch
from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem, Test
from ses_plugin.types.program import Limits

DEFAULT_TIME_LIMIT_S = 2.0
"""The time limit in seconds of a problem without one: the usual limit of contests."""

MIN_MEMORY_MB = 256
"""The least memory that a run gets: `Limits` counts address space, of which the interpreter has much more
than it uses, and the limits of old problems were set for C++."""


def require_columns(row: dict[str, Any], columns: Iterable[str], data_set: str) -> None:
    """Raise UsageError, naming the missing and the present columns, unless `row` has `columns`."""
    required = tuple(columns)
    missing = [name for name in required if name not in row]
    if missing:
        raise UsageError(
            f"a row of {data_set} has no {', '.join(missing)}; found {', '.join(row) or 'nothing'}; "
            f"it needs {', '.join(required)}"
        )


def text_column(row: dict[str, Any], column: str, where: str) -> str:
    """Return the text in `column`, "" for null. Raises UsageError if it isn't a string."""
    value = row.get(column)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UsageError(f"{where}: {column} is {type(value).__name__}, not text")
    return value


def text_list(value: object, what: str) -> list[str]:
    """Return `value`, a list of strings, or [] for null. Raises UsageError if it is anything else."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UsageError(f"{what} is not a list of texts")
    return value


def limits_of(
    time_s: float | None = None,
    memory_mb: int | None = None,
    output_mb: int | None = None,
    tests: Iterable[Test] = (),
) -> Limits:
    """Return the limits of a run for the limits of a problem; None: the problem states none.

    The time limit is CPU time, rounded up to whole seconds; the judge multiplies it on a slow machine
    (`Sandbox.time_factor`). The limit by the clock, four times that and two seconds, stops programs that
    sleep. Every expected output of `tests` fits in the limit of output.
    """
    time_s = DEFAULT_TIME_LIMIT_S if time_s is None else time_s
    default = Limits()
    longest_output = max((len(test.output) for test in tests), default=0)
    return Limits(
        wall_s=4 * time_s + 2,
        cpu_s=math.ceil(time_s),
        memory_mb=default.memory_mb if memory_mb is None else max(memory_mb, MIN_MEMORY_MB),
        # A character has up to 4 bytes.
        output_bytes=max(default.output_bytes if output_mb is None else output_mb << 20, 4 * longest_output),
    )


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
    require_columns(row, CODE_CONTESTS_COLUMNS, CODE_CONTESTS)
    where = f"{CODE_CONTESTS}, {row['name']}"
    for column, standard in (("input_file", _STANDARD_INPUT), ("output_file", _STANDARD_OUTPUT)):
        file = text_column(row, column, where).strip()
        if file.lower() not in standard:
            raise Unsupported(f"{where}: its {column} is {file}; supported are standard input and output")
    private = _column_tests(row, "private_tests", where) + _column_tests(row, "generated_tests", where)
    if not private:
        raise Unsupported(f"{where}: no private and no generated tests")
    name = text_column(row, "name", where)
    statement = text_column(row, "description", where)
    public = _column_tests(row, "public_tests", where)
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


def _column_tests(row: dict[str, Any], column: str, where: str) -> tuple[Test, ...]:
    match row[column]:
        case None:
            return ()
        case {"input": inputs, "output": outputs}:
            input_texts = text_list(inputs, f"{where}: input of {column}")
            output_texts = text_list(outputs, f"{where}: output of {column}")
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
    require_columns(row, LIVECODEBENCH_COLUMNS, LIVECODEBENCH)
    where = f"{LIVECODEBENCH}, question {row['question_id']}"
    cases = {
        "public_test_cases": _cases(
            text_column(row, "public_test_cases", where), f"{where}: public_test_cases"
        ),
        "private_test_cases": _cases(
            _unpacked(text_column(row, "private_test_cases", where), f"{where}: private_test_cases"),
            f"{where}: private_test_cases",
        ),
    }
    kinds = {kind for column_cases in cases.values() for kind, _, _ in column_cases}
    if len(kinds) != 1:
        raise Unsupported(f"{where}: {'tests of both kinds' if kinds else 'no tests'}")
    functional = kinds == {"functional"}
    public, private = (_tests(column_cases, f"{where}: {name}") for name, column_cases in cases.items())
    statement = text_column(row, "question_content", where)
    starter = text_column(row, "starter_code", where)
    level = text_column(row, "difficulty", where)
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
        title=text_column(row, "question_title", where),
        difficulty=level if level in ("easy", "medium", "hard") else "",
        source=LIVECODEBENCH,
    )


def _comparator(functional: bool, bound: float) -> Comparator:
    return ValueMatch(bound, bound, outer_tuple_is_list=True) if functional else LineMatch(bound, bound)


def _entry_point(row: dict[str, Any], starter: str, where: str) -> str:
    """Return the name of the function in the metadata, else of the first method in the starter code."""
    metadata_text = text_column(row, "metadata", where)
    metadata = _json(metadata_text, f"{where}: metadata") if metadata_text.strip() else {}
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
