"""Files of JSON that the user named: each error names the file, the line and the reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from ses_plugin.errors import UsageError


def json_lines(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield where each line that is not blank stands, in words, and its value.

    Lines are read one by one: some of these files have gigabytes. Raises UsageError for a file that cannot be
    read and for a line that is no JSON.
    """
    with opened(path) as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                where = f"{path}, line {number}"
                yield where, parsed(line, where)


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """Open a file for reading. Raises UsageError if it cannot be read, also later, within the context."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            yield file
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {path}: {error}; give a UTF-8 file") from error


def parsed(text: str, where: str) -> Any:
    """Return the value that `text` is as JSON. Raises UsageError, naming `where` it stands."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: not JSON ({error})") from error


def as_row(value: object, where: str) -> dict[str, Any]:
    """Return a value that is an object. Raises UsageError for any other."""
    if not isinstance(value, dict):
        raise UsageError(f"{where}: {type(value).__name__}, not an object")
    return value
