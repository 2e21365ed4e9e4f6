"""Rows of `livecodebench/code_generation_lite`: the problems that read standard input (LCB-IO)."""

from __future__ import annotations

import base64
import binascii
import io
import json
import pickle
import pickletools
import zlib
from typing import Any

from ses_plugin.datasets.problem_sets import rows
from ses_plugin.datasets.problem_sets.limits import limits_of
from ses_plugin.errors import UsageError
from ses_plugin.problems import PrivateTests, Problem, Task, Test

DATA_SET = "livecodebench/code_generation_lite"
COLUMNS = (
    "question_id",
    "question_title",
    "question_content",
    "difficulty",
    "public_test_cases",
    "private_test_cases",
)
TIME_LIMIT_S = 6.0
"""What LiveCodeBench's own harness gives to one test; rows say nothing."""

MAX_BYTES = 1 << 29
"""Private tests of one problem that unpack to more are refused."""

# All that it takes to write down one str. An unpickler that finds no class is still not safe with the rest:
# a memo at index 2**32 - 1 makes it allocate 64 GiB.
_STRING_OPCODES = frozenset(
    "PROTO FRAME SHORT_BINUNICODE BINUNICODE BINUNICODE8 UNICODE MEMOIZE BINPUT PUT STOP".split()
)


def from_row(row: dict[str, Any]) -> Problem | None:
    """Return a row as a problem; None for one that wants a function and not a program.

    Raises UsageError for missing columns and for tests that can't be read. Private tests are read as data:
    no row can make this process run anything.
    """
    rows.require(row, COLUMNS, DATA_SET)
    where = f"{DATA_SET}, question {row['question_id']}"
    public = _tests(rows.text(row, "public_test_cases", where), f"{where}: public_test_cases")
    if public is None:
        return None
    private = _tests(
        _unpacked(rows.text(row, "private_test_cases", where), f"{where}: private_test_cases"),
        f"{where}: private_test_cases",
    )
    if private is None:
        return None
    level = rows.text(row, "difficulty", where)
    return Problem(
        id=str(row["question_id"]),
        task=Task(rows.text(row, "question_content", where), public),
        private=PrivateTests(private),
        limits=limits_of(TIME_LIMIT_S, tests=private),
        title=rows.text(row, "question_title", where),
        level=level if level in ("easy", "medium", "hard") else "",
        source=DATA_SET,
    )


def _tests(text: str, where: str) -> tuple[Test, ...] | None:
    """Return the tests of a JSON list; None if they are calls of a function."""
    try:
        cases = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where} is not JSON ({error})") from error
    if not isinstance(cases, list):
        raise UsageError(f"{where} is not a list of tests")
    tests = []
    for case in cases:
        match case:
            case {"testtype": "functional"}:
                return None
            case {"testtype": "stdin", "input": str(given), "output": str(right)}:
                tests.append(Test(given, right))
            case _:
                raise UsageError(
                    f"{where} has a test that is not "
                    '{"input": text, "output": text, "testtype": "stdin" or "functional"}'
                )
    return tuple(tests)


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
    unzip = zlib.decompressobj()
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
    """Return the str that is pickled in `data`; a pickle of anything else is refused unread."""
    try:
        foreign = {op.name for op, _, _ in pickletools.genops(data)} - _STRING_OPCODES
        if foreign:
            raise pickle.UnpicklingError(f"it does more than hold a text: {', '.join(sorted(foreign))}")
        value = _NoClasses(io.BytesIO(data)).load()
    except Exception as error:  # a damaged pickle raises nearly anything
        raise UsageError(f"{where} holds a pickle that is refused: {error}") from error
    if not isinstance(value, str):
        raise UsageError(f"{where} holds a pickle of {type(value).__name__}, not of a text")
    return value
