"""A job: what the server gets for the runs of one program (source, limits, recorder), in its wire form."""

from __future__ import annotations

import hashlib
import marshal
import os
import re
import resource
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType

from ses_plugin.execution.inside.protocol import THREADS, RunRequest
from ses_plugin.types.program import Limits, Program

_SERVERS = (
    2  # that a run shares its namespace with, bubblewrap and the server; the latter is in its group, too
)
_LOOSE = 32  # times the number asked for, where the kernel counts other workers' programs, too

# The rules of `needs_collection`.
_MAX_CHARACTERS = 20_000  # longer sources are not searched: they are collected
# Each of these words can make an object whose finalisation prints or writes, or hide such a word.
_FINALISERS = (
    "__del__ weakref "  # finalisers and callbacks
    "yield async await "  # a suspended generator or coroutine runs its `finally`
    "open fdopen "  # a file over standard output that was never flushed
    "exec eval compile __import__ importlib type setattr "  # code or attributes that this text does not show
    "locals globals vars __dict__ __builtins__ __loader__ modules"  # ways to them without their names
).split()
_FINALISER = re.compile(rf"\b(?:{'|'.join(_FINALISERS)})\b")
# `import os, sys as s` -> "os, sys as s"; `from math import pi` -> "math import pi"
_IMPORTS = re.compile(r"\b(?:import|from)\b[ \t]*([\w., \t]*)")
# None of these modules leaves something in a cycle that prints.
_SILENT_MODULES = frozenset(
    "bisect collections copy dataclasses datetime decimal enum fractions functools heapq itertools math "
    "operator random re statistics string sys time typing".split()
)


@dataclass(frozen=True, slots=True)
class TraceRecorder:
    """Code that observes one run from inside its process and writes a record of at most `size` bytes.

    Attributes:
        modules: (name, file) of modules that use only the standard library; a later one may import an
            earlier one. The last has `recorder(space, settings)`, which returns two functions: one to call
            right before the program, which may return code to run in its place, and one right after.
            `space` is memory that outlives the process, so the record of a run that was killed survives.
        settings: plain values.
        size: bytes.
    """

    modules: tuple[tuple[str, Path], ...]
    settings: Mapping[str, object]
    size: int

    def to_job(self) -> tuple[tuple[tuple[str, CodeType], ...], dict[str, object], int]:
        """Return the recorder as plain values that marshal can write."""
        return tuple((name, _compiled(path)) for name, path in self.modules), dict(self.settings), self.size


@cache
def _compiled(path: Path) -> CodeType:
    return compile(path.read_text("utf-8"), f"<{path.name}>", "exec", dont_inherit=True)


class Job:
    """What is the same in all runs of one program: the request for the server, and its files' contents."""

    def __init__(
        self, program: Program, limits: Limits, recorder: TraceRecorder | None, namespaces: bool
    ) -> None:
        self.program = program
        self.limits = limits
        self.recorder = recorder
        self.record_bytes = 0 if recorder is None else recorder.size
        # The server keeps compiled code by this key, and never reads the source itself.
        key = hashlib.blake2b(program.source.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        plain = not (program.entry_point or program.arguments or program.files or recorder)
        collect = recorder is not None or needs_collection(program.source)
        self.request = RunRequest(
            key=key,
            plain=plain,
            collect=collect,
            wall_s=limits.wall_s,
            cpu_s=limits.cpu_s,
            memory_mb=limits.memory_mb,
            output_bytes=limits.output_bytes,
            processes=limits.processes,
            tasks=_max_tasks(limits.processes, namespaces),
            open_files=limits.open_files,
        ).pack()

    def stdin(self, text: str) -> bytes:
        """Return the standard input: `text`, or nothing where `text` is the arguments of a call."""
        return text.encode("utf-8", "surrogatepass") if self.program.entry_point is None else b""

    def description(self, text: str) -> bytes:
        """Return the program and, for a call, its arguments, as `inside.program` reads them."""
        program = self.program
        parts: dict[str, object] = {"source": program.source, "entry": program.entry_point, "input": text}
        parts |= {"arguments": program.arguments, "files": dict(program.files)}
        if self.recorder is not None:
            parts["recorder"] = self.recorder.to_job()
        return marshal.dumps(parts)


def _max_tasks(processes: int, namespaces: bool) -> int:
    """Return how many processes and threads of this user the kernel should allow (RLIMIT_NPROC).

    Without a namespace it counts all that the user has, other workers' programs among them: a loose bound.
    Threads of a program with one process are not limited by it there: the server looks at their number.
    """
    now, most = resource.getrlimit(resource.RLIMIT_NPROC)
    if not namespaces and processes == 1:
        return now
    limit = tasks_of_run(processes) + _SERVERS if namespaces else _LOOSE * processes + _tasks_of_user()
    return limit if most == resource.RLIM_INFINITY else min(limit, most)


def tasks_of_run(processes: int) -> int:
    """Return how many processes and threads a run may have."""
    return THREADS if processes == 1 else processes


def _tasks_of_user() -> int:
    count = 0
    for folder in Path("/proc").glob("[0-9]*/task"):
        with suppress(OSError):  # it has ended
            if folder.stat().st_uid == os.getuid():
                count += folder.stat().st_nlink - 2  # a folder has one link for each subfolder, and two more
    return count


def needs_collection(source: str) -> bool:
    r"""Return whether a last garbage collection can print something: False only if it surely can't.

    At its end the interpreter collects reference cycles, and objects that are finalised then may print: one
    with `__del__`, a suspended generator, a file over standard output that was never flushed. Few programs
    leave such an object, and a collection makes each run 2 % slower (`benchmarks/judge.py`).

    >>> needs_collection("import math\nprint(math.pi)")
    False
    >>> needs_collection("class A:\n    def __del__(self): print('bye')")
    True
    """
    if len(source) > _MAX_CHARACTERS or not source.isascii():  # a name may be written in other letters
        return True
    # Plain words first, which is quicker: the expressions are slow, and most sources have nothing for them.
    if any(word in source for word in _FINALISERS) and _FINALISER.search(source):
        return True
    lines = [line for line in source.splitlines() if "import" in line or "from" in line]
    return not all(_are_silent(names) for line in lines for names in _IMPORTS.findall(line))


def _are_silent(names: str) -> bool:
    """Return whether imports (`a, b as c`, or the text from the module's name on) are harmless."""
    modules = names.partition(" import ")[0].split(",")
    return all(
        module.split()[:1] and module.split()[0].partition(".")[0] in _SILENT_MODULES for module in modules
    )
