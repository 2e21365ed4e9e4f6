"""Files of JSON that the user named: each error names the file, the line and the reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ses_plugin.errors import UsageError
from ses_plugin.files.reading import MAX_BYTES, decode_utf8, read_lines


def read_json_lines(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield where each line that is not blank stands, in words, and its value.

    Lines are read one by one: some of these files have gigabytes. Raises UsageError for a file that cannot be
    read, for a line of more than `reading.MAX_BYTES`, and for one that is no JSON in UTF-8.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(read_lines(file, path), 1):
                where = f"{path}, line {number}"
                text = decode_utf8(line, f"cannot read {path}: line {number}", MAX_BYTES, "a UTF-8 file")
                if text.strip():
                    yield where, parse_json(text, where)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error}; give a UTF-8 file") from error


def parse_json(text: str, where: str) -> Any:
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
