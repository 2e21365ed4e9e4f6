"""Files and streams that a user names, read within bounds: no size of theirs fills the memory.

A path may be of anything: of a device without an end, or of a file of gigabytes without one line end.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from ses_plugin.errors import UsageError

MAX_BYTES = 1 << 29
"""Of one line of JSON, and of one value of JSON: the largest rows of published sets have some 100 MB."""

MAX_SOURCE = 1 << 22
"""Bytes of a program: one of more takes longer to compile than a run may take."""

MAX_INPUT = 1 << 26
"""Bytes of a program's standard input."""

PROGRAM = "a Python program in UTF-8"

_PART = 1 << 20


def read_lines(file: IO[bytes], where: object) -> Iterator[bytes]:
    """Yield each line with its end, if it has one. Raises UsageError for one that is too long."""
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


def read_text(path: Path, most: int, wanted: str) -> str:
    """Return the text of the file `path`, as Python reads a source: UTF-8, maybe with a byte order mark.

    Raises UsageError, which ends with what is `wanted`, if it can't be read, has more than `most` bytes, or
    is another encoding.
    """
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except (OSError, ValueError) as error:  # ValueError: no name of a file can have a null in it
        raise UsageError(f"{path} can't be read ({_reason(error)}); give {wanted}") from error
    return decode_utf8(data, str(path), most, wanted)


def read_standard_input(most: int, wanted: str) -> str:
    """Return the text on standard input, "" if that is closed. Raises UsageError as `read_text` does."""
    if sys.stdin is None:
        return ""
    buffer = getattr(sys.stdin, "buffer", None)
    data = sys.stdin.read().encode("utf-8", "surrogatepass") if buffer is None else buffer.read(most + 1)
    return decode_utf8(data, "standard input", most, wanted)


def decode_utf8(data: bytes, where: str, most: int, wanted: str) -> str:
    """Return `data` as text, its line ends as Python has them. Raises UsageError as `read_text` does."""
    if len(data) > most:
        raise UsageError(f"{where} has more than {most:,} bytes; give {wanted}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{where} is not UTF-8 text (byte {error.start + 1}: {error.reason}); give {wanted}"
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def find_lone_surrogate(text: str) -> str:
    """Return what is wrong with a text that is none: half of a character (a surrogate). "" if nothing is.

    JSON can spell one, and no server takes it.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return f"character {error.start + 1} is half of one (the surrogate {text[error.start]!a})"
    return ""


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
