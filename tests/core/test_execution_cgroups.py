"""The groups that bound a worker's memory and tasks: where they are made, and that none is left.

On a machine without cgroup v2, or without the right to make groups, the places alone are tried.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ses_plugin.execution import Isolation, Sandbox
from ses_plugin.execution.cgroups import _base, base, remove_stale
from ses_plugin.types.program import Limits, Outcome, Program

HERE = _base()
needs_groups = pytest.mark.skipif(HERE is None, reason="no cgroup v2 in which this process may make groups")


def tree(root: Path, **groups: dict[str, str]) -> None:
    """Lay out groups as the kernel shows them: `a__b` is `a/b`."""
    for name, files in {"": {"cgroup.subtree_control": "cpu"}, **groups}.items():
        folder = root.joinpath(*name.split("__"))
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in {"cgroup.procs": "", "cgroup.subtree_control": "", **files}.items():
            (folder / file).write_text(text)


BOTH = {"cgroup.subtree_control": "cpu memory pids\n"}
FREE = {"memory.max": "max\n", "memory.high": "max\n", "cpu.max": "max 100000\n"}


@pytest.mark.parametrize(
    ("groups", "own", "expected"),
    [
        ({"user": BOTH, "user__shell": FREE}, "user/shell", "user"),
        ({"user": {**BOTH, **FREE}, "user__a__b": FREE, "user__a": FREE}, "user/a/b", "user"),
        ({"user": BOTH}, "user", "user"),
        ({"user": BOTH, "user__shell": {**FREE, "memory.max": "1073741824\n"}}, "user/shell", None),
        ({"user": BOTH, "user__shell": {**FREE, "cpu.max": "50000 100000\n"}}, "user/shell", None),
        ({"user": {"cgroup.subtree_control": "memory"}, "user__shell": FREE}, "user/shell", None),
        ({"user": BOTH}, "../user", None),
        ({}, "", None),
    ],
)
def test_groups_are_made_where_no_limit_is_passed(
    groups: dict[str, dict[str, str]], own: str, expected: str | None, tmp_path: Path
) -> None:
    tree(tmp_path, **groups)
    assert base(tmp_path, tmp_path / own) == (expected and tmp_path / expected)


def test_what_a_killed_judge_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    kept = [f"ses-sandbox-{os.getpid()}-0", "ses-sandbox-x-0", "other", f"ses-sandbox-{gone.pid}-1"]
    for name in (*kept, f"ses-sandbox-{gone.pid}-0"):
        (tmp_path / name).mkdir()
    (tmp_path / kept[-1] / "somebody").touch()  # is in it
    remove_stale(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)


def groups_here() -> set[str]:
    assert HERE is not None
    return {path.name for path in HERE.glob("ses-sandbox-*")}


# Each mapping is out of the address space but for a page: with two processes memory may be shared.
HOLD = """
import ctypes, mmap
size, kept = 16 << 20, []
for _ in range(40):
    room = mmap.mmap(-1, size)
    room.write(b"x" * size)
    start = ctypes.addressof(ctypes.c_char.from_buffer(room))
    ctypes.CDLL(None).munmap(ctypes.c_void_p(start + 4096), ctypes.c_size_t(size - 4096))
    kept.append(room)
print("kept")
"""
FORKS = """
import os, time
number = 0
try:
    while number < 100:
        if os.fork() == 0:
            time.sleep(60)
        number += 1
except OSError:
    print(number)
"""


@needs_groups
@pytest.mark.parametrize("level", Isolation)
def test_a_group_bounds_memory_and_tasks(level: Isolation) -> None:
    before = groups_here()
    with Sandbox(1, level) as sandbox:
        held = sandbox.run(Program(HOLD), "", Limits(60, 60, memory_mb=64, processes=2))
        assert (held.outcome, held.stdout) == (Outcome.MEMORY, ""), held
        assert "cgroup" in held.isolation.split("+")
        forked = sandbox.run(Program(FORKS), "", Limits(60, 60, processes=4))
        assert forked.stdout == "3\n", forked
        assert sandbox.run(Program("print(1)"), "").stdout == "1\n"
        assert len(groups_here() - before) == 1
    assert groups_here() == before


@needs_groups
def test_a_killed_judge_leaves_a_group_to_the_next_start() -> None:
    before = groups_here()
    code = (
        "from ses_plugin.execution import Sandbox\nfrom ses_plugin.types.program import Program\n"
        "s = Sandbox(1); print(s.run(Program('print(1)'), '').stdout, flush=True); input()"
    )
    judge = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert judge.stdout is not None
    assert judge.stdout.readline() == b"1\n"
    assert len(groups_here() - before) == 1
    judge.send_signal(signal.SIGKILL)
    judge.communicate()
    until = time.monotonic() + 30
    while groups_here() - before and time.monotonic() < until:  # the server needs a moment to end
        with Sandbox(1) as sandbox:
            sandbox.run(Program("pass"), "")
    assert groups_here() == before
