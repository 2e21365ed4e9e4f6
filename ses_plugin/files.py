"""Files that users name: read within bounds, written only where SES wrote them, continued by later runs.

The bounds are there because a path may name anything: a device without an end, or a file of gigabytes without
a line break. Each error names the file, the line and the reason.

`AppendOnlyFile` is for JSON lines to which a run appends, and which a later run continues. Each line is
written by one call, so a kill leaves whole lines, and at worst a part of the last one. That part is removed
before the next line is added; until then the file isn't changed. A file with anything else in it is never
changed: the user may have named a wrong file.
"""

from __future__ import annotations

import json
import os
import re
import stat
import sys
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from ses_plugin.errors import UsageError
from ses_plugin.response_cache import try_lock_file

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


BEGINNING = 1 << 16
"""How many bytes at the beginning of a file show whether SES has written it."""


def check_output(path: Path, option: str, ours: Callable[[bytes], object]) -> None:
    """Check that `path` can be written as a whole: called before the work, not after it.

    Allowed are a new file, an empty one, one whose first BEGINNING bytes satisfy `ours`, and anything that
    isn't a regular file (a pipe, /dev/stdout). Raises UsageError, naming `option`, otherwise.
    """
    try:
        if not path.exists():
            path.open("a").close()
            path.unlink()  # so that nothing is left behind if the work fails
            return
        if not stat.S_ISREG(path.stat().st_mode):
            return
        with path.open("r+b") as file:
            beginning = file.read(BEGINNING)
    except (OSError, ValueError) as error:
        raise UsageError(f"{option} {path}: can't be written ({error}); give another file") from error
    if beginning and not ours(beginning):
        raise UsageError(
            f"{option} {path}: the file exists and was not written by this command, so it is not "
            "overwritten; give another name, or delete it"
        )


def write_output(path: Path, option: str, text: str) -> None:
    """Write a file that `check_output` has allowed. Raises UsageError if it can't be written."""
    data = text.encode("utf-8", "backslashreplace")
    try:
        with path.open("wb") as file:
            file.write(data)
    except OSError as error:
        raise UsageError(
            f"{option} {path}: can't be written ({error.strerror}); give another file"
        ) from error


_NONBLOCK = getattr(os, "O_NONBLOCK", 0)  # so that opening a pipe doesn't wait for its other end


class AppendOnlyFile:
    """A file of JSON lines that only this process appends to.

    Args:
        path: the file; it is created if it doesn't exist.
        option: the option that named it, for messages: "--out".
        noun: what a line is, for messages: "a result".
        beginning: matches the beginning of a line of ours, and of no other.
        check: called with each whole line and its place in words. It raises UsageError for a line of another
            run, any other error for a line that isn't `noun`.

    Raises UsageError if the file can't be used.
    """

    def __init__(
        self,
        path: Path,
        option: str,
        noun: str,
        beginning: re.Pattern[bytes],
        check: Callable[[Any, str], None],
    ) -> None:
        self.path = path
        self._option, self._noun, self._beginning, self._check = option, noun, beginning, check
        self._end = 0  # of the last whole line
        self._gap = b""  # a line break, if the last line lacks one
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _NONBLOCK, 0o644)
        except (OSError, ValueError) as error:
            raise UsageError(f"{option} {path}: can't be written ({error})") from error
        self.close = weakref.finalize(self, os.close, self._file)
        try:
            if not stat.S_ISREG(os.fstat(self._file).st_mode):
                raise UsageError(f"{option} {path}: not a regular file, so no run can continue it")
            if not try_lock_file(self._file):
                raise UsageError(f"{option} {path}: another process appends to it; wait for it to end")
            self._read()
        except BaseException:
            self.close()
            raise

    def add(self, row: object) -> None:
        """Append a line. Raises UsageError if it can't be written; the file is then as before."""
        line = self._gap + json.dumps(row).encode() + b"\n"
        try:
            if os.fstat(self._file).st_size > self._end:  # a part of a line, from a run that was killed
                os.ftruncate(self._file, self._end)
            written = os.write(self._file, line)
            if written < len(line):
                os.ftruncate(self._file, self._end)
                raise OSError("no room for the whole line")
        except OSError as error:
            raise UsageError(f"{self._option} {self.path}: can't be written ({error})") from error
        self._end += len(line)
        self._gap = b""

    def _read(self) -> None:
        where = f"{self._option} {self.path}"
        with open(self._file, "rb", closefd=False) as file:  # closing any descriptor of it ends the lock
            for number, line in enumerate(read_lines(file, where), 1):
                if not self._is_whole(line, f"{where}, line {number}"):
                    return
                self._end += len(line)

    def _is_whole(self, line: bytes, where: str) -> bool:
        """Check a line; return False for a last line that was cut off while it was written."""
        has_end = line.endswith(b"\n")
        try:
            self._check(json.loads(line), where)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            is_json = not isinstance(error, json.JSONDecodeError)
            if not has_end and not is_json and self._is_ours(line):
                return False
            raise UsageError(
                f"{where}: not {self._noun} ({type(error).__name__}: {error}), and a file that SES has not "
                "written is not changed; give another file"
            ) from error
        self._gap = b"" if has_end else b"\n"
        return True

    def _is_ours(self, line: bytes) -> bool:
        """Return whether a part of a line is ours; after whole lines of ours "{" is enough."""
        return bool(self._beginning.match(line)) or (self._end > 0 and line[:1] == b"{")
