"""Write files as a whole; a file that SES has not written is never overwritten."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from ses_plugin.errors import UsageError

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
