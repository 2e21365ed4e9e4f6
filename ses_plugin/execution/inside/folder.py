"""A folder that runs may write to: it is emptied after each run, and its files are counted."""

from __future__ import annotations

import os
import stat
from os import close

_SWEEP = 200  # files that are removed here after a run; a worker whose folder has more is replaced


class Folder:
    """A folder that runs may write to, and that every run must find empty."""

    def __init__(self, path: str, in_memory: bool, unmarked: bool) -> None:
        """Open it, and note its state.

        `in_memory`: it is a tmpfs, where a folder's size grows with each entry. `unmarked`: neither runs nor
        this server can change its mode, times or attributes (`confine.seccomp`).
        """
        self.path = path
        self.unmarked = unmarked
        self.fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        self.initial_state = self._state()
        # One `fstat` after a run then shows that it left nothing; -1, which no size equals, where it doesn't.
        self.empty_size = self.initial_state[-1] if in_memory and unmarked else -1

    def _state(self) -> tuple[int, ...]:
        # The path as well as the descriptor: a program may have put another folder, or a link, in its place.
        status, at_path = os.stat(self.fd), os.lstat(self.path)
        return (
            at_path.st_ino,
            at_path.st_dev,
            status.st_mode,
            status.st_uid,
            status.st_gid,
            status.st_size,
        )

    def sweep(self) -> bool:
        """Empty it; False if that isn't possible, or takes too long."""
        try:
            if not self.unmarked:  # an attribute, the mode or a time would be a message for the next program
                if os.listxattr(self.fd):
                    return False
                os.fchmod(self.fd, stat.S_IMODE(self.initial_state[2]))
                os.utime(self.fd)
            _empty(self.fd, _SWEEP)
            return self._state() == self.initial_state
        except OSError:
            return False


def _empty(folder: int, most: int) -> int:
    """Remove the entries of `folder`; return how many more may be removed. Raises OSError after `most`.

    By descriptors and without following links: a path could be replaced by a link to elsewhere meanwhile.
    Recursion is bounded by `most`, since each level takes one.
    """
    with os.scandir(folder) as entries:
        for entry in entries:
            most -= 1
            if most < 0:
                raise OSError("too many files")
            if entry.is_dir(follow_symlinks=False):
                inner = os.open(entry.name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
                try:
                    most = _empty(inner, most)
                finally:
                    close(inner)
                os.rmdir(entry.name, dir_fd=folder)
            else:
                os.unlink(entry.name, dir_fd=folder)
    return most


def files_in(folder: int) -> int:
    """Return how many files are in the file system of `folder`."""
    status = os.fstatvfs(folder)
    return status.f_files - status.f_ffree
