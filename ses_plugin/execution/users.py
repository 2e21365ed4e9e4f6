"""Another user for the programs of a judge that is root: the kernel holds root to no number of processes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ses_plugin.execution.descriptors import not_standard, open_channel

_OUTSIDE = 65534  # "nobody"
_WAIT_S = 30.0
USER = 1
"""Its number inside: not 0, as which bubblewrap lays out the file tree."""


def is_root() -> bool:
    """Return whether programs would run as root if they ran as this process's user."""
    return os.getuid() == 0


def may_read(folders: Iterable[str]) -> bool:
    """Return whether everybody may read what is in `folders`."""
    try:
        return all(os.stat(folder).st_mode & 0o5 == 0o5 for folder in folders)
    except OSError:
        return False


class UserMap:
    """Gives a new namespace of users two of them: root, and one that is nobody outside.

    bubblewrap says which process is in the namespace, and waits until it is told to go on.
    """

    def __init__(self) -> None:
        """Make the descriptors. Raises OSError."""
        self._ours, self._theirs = open_channel()
        try:
            self.passed = [self._theirs.fileno(), not_standard(os.dup(self._theirs.fileno()))]
            """The descriptors for bubblewrap: to wait at, and to say it by, which it closes."""
        except BaseException:
            self._ours.close()
            self._theirs.close()
            raise

    def options(self) -> list[str]:
        """Return bubblewrap's options."""
        waits, says = self.passed
        return ["--userns-block-fd", str(waits), "--info-fd", str(says)]

    def write(self) -> None:
        """Write the map, once bubblewrap is started; it may have ended already. Raises OSError."""
        self._hand_over()
        self._ours.settimeout(_WAIT_S)
        said = b""
        while b"}" not in said and (more := self._ours.recv(1 << 12)):
            said += more
        with suppress(ValueError, KeyError):
            process = Path("/proc", str(json.loads(said)["child-pid"]))
            for name in ("gid_map", "uid_map"):
                (process / name).write_text(f"0 0 1\n{USER} {_OUTSIDE} 1\n")
            self._ours.send(b"\n")

    def _hand_over(self) -> None:
        """Close what is bubblewrap's now, or nobody's."""
        if self.passed:
            self._theirs.close()
            os.close(self.passed.pop())
            self.passed.clear()

    def close(self) -> None:
        """Close all descriptors."""
        self._hand_over()
        self._ours.close()
