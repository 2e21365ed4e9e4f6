"""Files of JSON lines that a run adds to, and the next run goes on with.

Each line is written at once, so that a kill leaves whole lines, and at worst a part of the last one. That
part is taken away before the next line is added; until then nothing is changed. What is not recognisably such
a file is never changed: somebody may have named a wrong file.
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

_AT_ONCE = getattr(os, "O_NONBLOCK", 0)
"""To open a pipe without waiting for its other end."""


class AppendOnlyFile:
    """The file `path`, which `option` has named, for lines that this process alone adds.

    A line is `noun`, as "a result". Every whole line there is given to `check` with the words for its place:
    it raises UsageError for one that is not of this run, another error for one that is no such line.
    `beginning` matches what a line of ours begins with and no other does. Raises UsageError if the file can't
    be used.
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
        self._end = 0
        """Where the last whole line ends."""
        self._gap = b""
        """What is missing between it and the next one."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _AT_ONCE, 0o644)
        except (OSError, ValueError) as error:
            raise UsageError(f"{option} {path}: can't be written ({error})") from error
        self.close = weakref.finalize(self, os.close, self._file)
        try:
            if not stat.S_ISREG(os.fstat(self._file).st_mode):
                raise UsageError(f"{option} {path}: no regular file, so no run can go on with it")
            if not try_lock_file(self._file):
                raise UsageError(f"{option} {path}: another process is adding to it; wait for it to end")
            self._read()
        except BaseException:
            self.close()
            raise

    def add(self, row: object) -> None:
        """Add a line. Raises UsageError if it can't be written; the file is as before then."""
        line = self._gap + json.dumps(row).encode() + b"\n"
        try:
            if os.fstat(self._file).st_size > self._end:
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
        with open(self._file, "rb", closefd=False) as file:  # to close any handle of it would end the claim
            for number, line in enumerate(read_lines(file, where), 1):
                if not self._is_whole(line, f"{where}, line {number}"):
                    return
                self._end += len(line)

    def _is_whole(self, line: bytes, where: str) -> bool:
        """Check a line; return False for a last one that was cut off as it was written."""
        whole = line.endswith(b"\n")
        try:
            self._check(json.loads(line), where)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            no_json = isinstance(error, json.JSONDecodeError)
            if not whole and no_json and self._is_ours(line):
                return False
            raise UsageError(
                f"{where}: not {self._noun} ({type(error).__name__}: {error}), and a file of somebody else's "
                "is not changed; give another file"
            ) from error
        self._gap = b"" if whole else b"\n"
        return True

    def _is_ours(self, line: bytes) -> bool:
        """Return whether a part of a line is one of ours: less is enough where whole ones come before it."""
        return bool(self._beginning.match(line)) or (self._end > 0 and line[:1] == b"{")
