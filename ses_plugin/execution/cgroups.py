"""A control group (cgroup v2) for each worker: one bound for all memory and all tasks of its runs.

The limits of a process see its address space alone, and the kernel counts no processes of root's; a group
counts what is taken, whoever takes it and however it is held. There is one where this process may make groups
beside or below its own: as root, in what a user's systemd started, or in what was delegated to it.
"""

from __future__ import annotations

import os
import socket
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path
from typing import Self

_NAME = "ses-sandbox-"  # the process that made it, and a number, follow
_NEEDED = {"memory", "pids"}
# What another process has set for this one: by leaving the group the sandbox would pass it.
_OWN_LIMITS = ("memory.max", "memory.high", "cpu.max")
_CREDENTIALS = struct.Struct("3i")
_WAIT_S, _STEP_S = 2.0, 0.005

_numbers = count()


class Group:
    """One group, which a server and its children are in."""

    def __init__(self, folder: Path) -> None:
        """Make it. Raises OSError."""
        self.folder = folder
        self._limits: tuple[int, int] | None = None
        folder.mkdir()
        try:
            self._write("memory.oom.group", 1)  # else the server might be taken for the one that is too large
            with suppress(FileNotFoundError):  # the machine does not swap
                self._write("memory.swap.max", 0)
        except BaseException:
            folder.rmdir()
            raise

    @classmethod
    def around(cls, process: int | None) -> Self | None:
        """Return a new group with `process` in it; None where none can be had."""
        base = _base()
        if base is None or process is None:
            return None
        remove_stale(base)
        try:
            group = cls(base / f"{_NAME}{os.getpid()}-{next(_numbers)}")
        except OSError:
            return None
        try:
            group._write("cgroup.procs", process)
        except OSError:
            group.close()
            return None
        return group

    def limit(self, memory: int, tasks: int) -> None:
        """Hold all that is in it to `memory` bytes, and to `tasks` processes and threads. Raises OSError."""
        if self._limits != (memory, tasks):
            self._write("memory.max", memory)
            self._write("pids.max", tasks)
            self._limits = memory, tasks

    def was_full(self) -> bool:
        """Return whether the kernel ended what was in it, for its memory."""
        try:
            lines = (self.folder / "memory.events").read_text().splitlines()
        except OSError:
            return False
        events = dict(line.split(" ", 1) for line in lines)
        return all(int(events.get(name, 0)) > 0 for name in ("oom", "oom_kill"))

    def close(self) -> None:
        """End all that is in it, and remove it."""
        with suppress(OSError):  # before kernel 5.14: whoever is here ends by other means
            self._write("cgroup.kill", 1)
        until = time.monotonic() + _WAIT_S
        while True:
            try:
                self.folder.rmdir()
            except FileNotFoundError:
                return
            except OSError:  # what was killed has not ended yet
                if time.monotonic() > until:
                    return  # the next start removes it
                time.sleep(_STEP_S)
            else:
                return

    def _write(self, name: str, number: int) -> None:
        (self.folder / name).write_text(str(number))


def ask_for_sender(channel: socket.socket, wanted: bool = True) -> None:
    """Have the kernel say with each message who sent it, or no more."""
    if sys.platform == "linux":
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, wanted)


def received(channel: socket.socket) -> tuple[bytes, int | None]:
    """Return the next message, and the process that sent it, as this process numbers it."""
    if sys.platform != "linux":
        return channel.recv(1 << 16), None
    message, control, _, _ = channel.recvmsg(1 << 16, socket.CMSG_SPACE(_CREDENTIALS.size))
    for level, kind, content in control:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
            return message, int(_CREDENTIALS.unpack(content)[0]) or None
    return message, None


@cache
def _base() -> Path | None:
    """Return the group below which this process may make others that have limits."""
    try:
        root = next(_mounted())
        own = next(line for line in Path("/proc/self/cgroup").read_text().splitlines() if line[:3] == "0::")
    except (OSError, StopIteration):
        return None
    return base(root, root / own[3:].lstrip("/"))


def base(root: Path, group: Path) -> Path | None:
    """Return `group` or the first above it, in the tree at `root`, where groups with limits can be made.

    None where there is none, or where a limit of another's would be passed by leaving a group.
    """
    while ".." not in group.parts and group.is_relative_to(root):
        if _may_hold(group):
            return group
        if not all(_is_unset(group / name) for name in _OWN_LIMITS):
            return None
        group = group.parent
    return None


def _mounted() -> Iterator[Path]:
    """Yield where the whole tree of groups is: `34 24 0:29 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw`."""
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        mount, _, system = line.partition(" - ")
        _, _, _, root, place, *_ = mount.split()
        if system.split()[0] == "cgroup2" and root == "/":
            yield Path(place)


def _may_hold(group: Path) -> bool:
    """Return whether groups with limits can be made below `group`, by this process."""
    control = group / "cgroup.subtree_control"
    try:
        if not set(control.read_text().split()) >= _NEEDED and _is_delegated(group):
            control.write_text(" ".join(f"+{name}" for name in sorted(_NEEDED)))
        on = set(control.read_text().split()) >= _NEEDED
    except OSError:
        return False
    return on and os.access(group, os.W_OK) and os.access(group / "cgroup.procs", os.W_OK)


def _is_delegated(group: Path) -> bool:
    """Return whether systemd has left `group` to whoever is in it."""
    for name in ("user.delegate", "trusted.delegate"):
        with suppress(OSError):
            if os.getxattr(group, name) == b"1":
                return True
    return False


def _is_unset(limit: Path) -> bool:
    try:
        return limit.read_text().split()[0] == "max"
    except (OSError, IndexError):  # the root has none
        return True


def remove_stale(base: Path) -> None:
    """Remove the groups of processes that were killed: ours by name, empty, and nobody's any more."""
    for folder in base.glob(f"{_NAME}*-*"):
        owner = folder.name.removeprefix(_NAME).partition("-")[0]
        if owner.isdecimal() and not Path("/proc", owner).exists():
            with suppress(OSError):  # somebody is in it, or another was quicker
                folder.rmdir()
