"""Checked access to the columns of published rows; the limits of a run for those that a problem states."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from ses_plugin.errors import UsageError
from ses_plugin.types.problem import Test
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


def text(row: dict[str, Any], column: str, where: str) -> str:
    """Return the text in `column`, "" for null. Raises UsageError if it isn't a string."""
    value = row.get(column)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UsageError(f"{where}: {column} is {type(value).__name__}, not text")
    return value


def texts(value: object, what: str) -> list[str]:
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
