"""A control group (cgroup v2) for each worker: one limit for all memory and all tasks of its runs.

A process limit (RLIMIT_AS) covers only the address space, and the kernel never counts root's processes; a
group counts all memory and all tasks of its members, however they hold them. There is one where this process
may make groups beside or below its own: as root, in what a user's systemd started, or in a delegated group.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path
from typing import Self

_NAME = "ses-sandbox-"  # then the process that made it, and a number: `ses-sandbox-4711-0`
_CONTROLLERS = {"memory", "pids"}
# Limits that someone else has set for this process: a sandbox outside of the group would escape them.
_INHERITED_LIMITS = ("memory.max", "memory.high", "cpu.max")
_WAIT_S, _STEP_S = 2.0, 0.005

_numbers = count()


class Group:
    """The group of a server and its children."""

    def __init__(self, folder: Path) -> None:
        """Make the group at `folder`. Raises OSError."""
        self.folder = folder
        self._limits: tuple[int, int] | None = None
        folder.mkdir()
        try:
            # All members at once: else the kernel might choose the server, and not the program, to be killed.
            self._write("memory.oom.group", 1)
            with suppress(FileNotFoundError):  # the machine does not swap
                self._write("memory.swap.max", 0)
        except BaseException:
            folder.rmdir()
            raise

    @classmethod
    def around(cls, process: int | None) -> Self | None:
        """Return a new group with `process` in it; None where this process can't make one."""
        base = _base()
        if base is None or process is None:
            return None
        remove_stale(base)  # nobody else does, after a `kill -9` of the judge
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
        """Limit its members together to `memory` bytes and `tasks` processes and threads. Raises OSError."""
        if self._limits != (memory, tasks):  # most programs have the same: two writes less for each
            self._write("memory.max", memory)
            self._write("pids.max", tasks)
            self._limits = memory, tasks

    def was_full(self) -> bool:
        """Return whether the kernel killed its members because they reached its limit of memory."""
        try:
            lines = (self.folder / "memory.events").read_text().splitlines()
        except OSError:
            return False
        events = dict(line.split(" ", 1) for line in lines)
        return all(int(events.get(name, 0)) > 0 for name in ("oom", "oom_kill"))

    def close(self) -> None:
        """Kill its members, and remove it."""
        with suppress(OSError):  # no such file before kernel 5.14: the worker has killed its processes, too
            self._write("cgroup.kill", 1)
        deadline = time.monotonic() + _WAIT_S
        while True:
            try:
                self.folder.rmdir()
            except FileNotFoundError:
                return
            except OSError:  # what was killed has not ended yet
                if time.monotonic() > deadline:
                    return  # `remove_stale` removes it at a later start
                time.sleep(_STEP_S)
            else:
                return

    def _write(self, name: str, number: int) -> None:
        (self.folder / name).write_text(str(number))


@cache
def _base() -> Path | None:
    """Return the group below which this process may make groups that have limits."""
    try:
        root = next(_mount_points())
        # `0::/user.slice/user-1000.slice`: 0 is the unified hierarchy, the other lines are cgroup v1
        own = next(line for line in Path("/proc/self/cgroup").read_text().splitlines() if line[:3] == "0::")
    except (OSError, StopIteration):
        return None
    return base(root, root / own[3:].lstrip("/"))


def base(root: Path, group: Path) -> Path | None:
    """Return the nearest group, `group` or one above it in the tree at `root`, below which we can make some.

    None where there is none, or where a member of the new group would escape a limit of a group passed by.
    """
    # Outside of our cgroup namespace the path begins with `/..`: such a group can't be reached from here.
    while ".." not in group.parts and group.is_relative_to(root):
        if _can_have_children(group):
            return group
        if not all(_is_unset(group / name) for name in _INHERITED_LIMITS):
            return None
        group = group.parent
    return None


def _mount_points() -> Iterator[Path]:
    """Yield where the whole tree is mounted, as by `34 24 0:29 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw`."""
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        mount, _, system = line.partition(" - ")
        _, _, _, root, place, *_ = mount.split()
        if system.split()[0] == "cgroup2" and root == "/":
            yield Path(place)


def _can_have_children(group: Path) -> bool:
    """Return whether this process can make groups with limits below `group`."""
    control = group / "cgroup.subtree_control"
    try:
        # We switch controllers on only in a group that systemd gave away: others belong to its owner.
        if not set(control.read_text().split()) >= _CONTROLLERS and _is_delegated(group):
            control.write_text(" ".join(f"+{name}" for name in sorted(_CONTROLLERS)))
        enabled = set(control.read_text().split()) >= _CONTROLLERS
    except OSError:
        return False
    # Moving a process needs the right to write `cgroup.procs` of the common ancestor, which is this one.
    return enabled and os.access(group, os.W_OK) and os.access(group / "cgroup.procs", os.W_OK)


def _is_delegated(group: Path) -> bool:
    """Return whether systemd has delegated `group` to its members (`Delegate=yes`)."""
    for name in ("user.delegate", "trusted.delegate"):
        with suppress(OSError):
            if os.getxattr(group, name) == b"1":
                return True
    return False


def _is_unset(limit: Path) -> bool:
    try:
        return limit.read_text().split()[0] == "max"
    except (OSError, IndexError):  # the root group has no limits
        return True


def remove_stale(base: Path) -> None:
    """Remove the groups of judges that were killed: empty ones with our name whose process is gone."""
    for folder in base.glob(f"{_NAME}*-*"):
        owner = folder.name.removeprefix(_NAME).partition("-")[0]
        if owner.isdecimal() and not Path("/proc", owner).exists():
            with suppress(OSError):  # it has members, or another process removed it first
                folder.rmdir()
