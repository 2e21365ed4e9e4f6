"""Read files and streams that a user names, within bounds, so that none can fill the memory.

A path may name anything: a device without an end, or a file of gigabytes without a line break. Each error
names the file, the line and the reason.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from ses_plugin.errors import UsageError

MAX_BYTES = 1 << 29
"""The most bytes of a line or a file of JSON: the largest rows of published sets have some 100 MB."""

MAX_SOURCE = 1 << 22
"""The most bytes of a program: a longer one takes longer to compile than a run may take."""

MAX_INPUT = 1 << 26
"""The most bytes of a program's standard input."""

PROGRAM = "a Python program in UTF-8"

_PART = 1 << 20


def read_lines(file: IO[bytes], where: object) -> Iterator[bytes]:
    """Yield each line with its line break, if it has one. Raises UsageError for a line that is too long."""
    number = 0
    while line := b"".join(_parts(file)):
        number += 1
        if len(line) > MAX_BYTES:
            raise UsageError(
                f"{where}, line {number}: more than {MAX_BYTES:,} bytes; such a line is not read. "
                "Give a file with one row in each line"
            )
        yield line


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the next line in parts, until it ends or is too long."""
    size = 0
    while size <= MAX_BYTES and (part := file.readline(_PART)):
        yield part
        size += len(part)
        if part.endswith(b"\n"):
            return


def read_text(path: Path, most: int, expected_form: str) -> str:
    """Return the text of a file as Python reads sources: UTF-8, with or without a byte order mark.

    Raises UsageError, which ends with "give " and `expected_form`, if it can't be read, has more than `most`
    bytes, or isn't UTF-8.
    """
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        raise UsageError(f"{path} can't be read ({_reason(error)}); give {expected_form}") from error
    return decode_utf8(data, str(path), most, expected_form)


def read_standard_input(most: int, expected_form: str) -> str:
    """Return the text on standard input, "" if it is closed. Raises UsageError as `read_text` does."""
    if sys.stdin is None:
        return ""
    buffer = getattr(sys.stdin, "buffer", None)
    data = sys.stdin.read().encode("utf-8", "surrogatepass") if buffer is None else buffer.read(most + 1)
    return decode_utf8(data, "standard input", most, expected_form)


def decode_utf8(data: bytes, where: str, most: int, expected_form: str) -> str:
    r"""Return `data` as text with "\n" as line breaks. Raises UsageError as `read_text` does."""
    if len(data) > most:
        raise UsageError(f"{where} has more than {most:,} bytes; give {expected_form}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{where} is not UTF-8 text (byte {error.start + 1}: {error.reason}); give {expected_form}"
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def find_lone_surrogate(text: str) -> str:
    """Return a message about the first lone surrogate (half of a character) in `text`, "" if it has none.

    JSON can contain one, and no server accepts it.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return f"character {error.start + 1} is half of one (the surrogate {text[error.start]!a})"
    return ""


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def read_json_lines(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield each line that isn't blank: its place in words ("FILE, line 3"), and its value.

    Lines are read one by one: some of these files have gigabytes. Raises UsageError if the file can't be
    read, and for a line of more than MAX_BYTES or that isn't JSON in UTF-8.
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
    """Return the value of JSON text. Raises UsageError with `where`, its place, if it isn't JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: not JSON ({error})") from error


def as_row(value: object, where: str) -> dict[str, Any]:
    """Return `value` if it is a JSON object. Raises UsageError otherwise."""
    if not isinstance(value, dict):
        raise UsageError(f"{where}: {type(value).__name__}, not an object")
    return value
