"""Files that a command writes as a whole: one that somebody else made is never written over."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from ses_plugin.errors import UsageError

BEGINNING = 1 << 16
"""Bytes at the beginning of a file by which it is known."""


def check_output(path: Path, option: str, ours: Callable[[bytes], object]) -> None:
    """Make sure that `path` can be written as a whole: before the work, not after.

    It may be a new file, an empty one, one whose first BEGINNING bytes are `ours`, or no regular file (a
    pipe, /dev/stdout). Raises UsageError, naming the `option` that it is for, for any other.
    """
    try:
        if not path.exists():
            path.open("a").close()
            path.unlink()  # nothing is left behind if the work fails
            return
        if not stat.S_ISREG(path.stat().st_mode):
            return
        with path.open("r+b") as file:
            beginning = file.read(BEGINNING)
    except (OSError, ValueError) as error:
        raise UsageError(f"{option} {path}: can't be written ({error}); give another file") from error
    if beginning and not ours(beginning):
        raise UsageError(
            f"{option} {path}: there is a file that is not recognisably of this command, so it is not "
            "written over; give another name, or delete it"
        )


def write_output(path: Path, option: str, text: str) -> None:
    """Write a file that `check_output` has let pass. Raises UsageError if it can't be written."""
    data = text.encode("utf-8", "backslashreplace")
    try:
        with path.open("wb") as file:
            file.write(data)
    except OSError as error:
        raise UsageError(
            f"{option} {path}: can't be written ({error.strerror}); give another file"
        ) from error
