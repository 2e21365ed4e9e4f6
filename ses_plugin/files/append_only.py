"""Files of JSON lines to which a run appends, and which a later run continues.

Each line is written by one call, so a kill leaves whole lines, and at worst a part of the last one. That part
is removed before the next line is added; until then the file isn't changed. A file with anything else in it
is never changed: the user may have named a wrong file.
"""

from __future__ import annotations

import json
import os
import re
import stat
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ses_plugin.errors import UsageError
from ses_plugin.files.reading import read_lines
from ses_plugin.response_cache import try_lock_file

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
