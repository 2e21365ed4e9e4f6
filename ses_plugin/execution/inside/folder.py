"""The folder of a run: emptied after each one, and counted."""

from __future__ import annotations

import os
import stat
from os import close

_SWEEP = 200  # files of a run that are removed here; a worker with more is replaced


class Folder:
    """A folder that runs may write to, and that each of them is to find empty."""

    def __init__(self, path: str, in_memory: bool, unmarked: bool) -> None:
        """Remember it.

        `in_memory`: as in a tmpfs, its size tells if something is in it. `unmarked`: no run can change its
        mode, times or attributes, nor can this server (`confine.seccomp`).
        """
        self.path = path
        self.unmarked = unmarked
        self.fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        self.before = self._look()
        self.empty = self.before[-1] if in_memory and unmarked else -1
        """Its size if nothing is in it and nothing else can have changed; else -1."""

    def _look(self) -> tuple[int, ...]:
        at, real = os.stat(self.fd), os.lstat(self.path)
        return (real.st_ino, real.st_dev, at.st_mode, at.st_uid, at.st_gid, at.st_size)

    def sweep(self) -> bool:
        """Empty it; False if that can't be done, or not quickly."""
        try:
            if not self.unmarked:
                if os.listxattr(self.fd):
                    return False
                os.fchmod(self.fd, stat.S_IMODE(self.before[2]))
                os.utime(self.fd)
            _empty(self.fd, _SWEEP)
            return self._look() == self.before
        except OSError:
            return False


def _empty(folder: int, most: int) -> int:
    """Remove what is in `folder`; return how many more files may be removed. Raises OSError at none."""
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
    at = os.fstatvfs(folder)
    return at.f_files - at.f_ffree
