"""Columns of a row that others published: there, and of the right type, or a UsageError."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ses_plugin.errors import UsageError


def require(row: dict[str, Any], columns: Iterable[str], data_set: str) -> None:
    """Raise UsageError, naming what is missing and what is there, unless `row` has `columns`."""
    wanted = tuple(columns)
    missing = [name for name in wanted if name not in row]
    if missing:
        raise UsageError(
            f"a row of {data_set} has no {', '.join(missing)}; found {', '.join(row) or 'nothing'}; "
            f"it needs {', '.join(wanted)}"
        )


def text(row: dict[str, Any], column: str, where: str) -> str:
    """Return the text in `column`, "" for null. Raises UsageError if it is no text."""
    value = row.get(column)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UsageError(f"{where}: {column} is {type(value).__name__}, not text")
    return value


def texts(value: object, what: str) -> list[str]:
    """Return `value`, a list of texts (null is none). Raises UsageError if it is anything else."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UsageError(f"{what} is not a list of texts")
    return value
