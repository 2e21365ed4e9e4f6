"""The messages between the parent and the server: requests and reports, and how they are packed.

The server trusts the parent: a request is marshalled. The parent doesn't trust the server, which a program
might take over: a report is a struct of numbers.
"""

from __future__ import annotations

import marshal
import struct
from typing import NamedTuple

WALL, OUTPUT, FILES, NO_PROCESS, GOES_ON, CPU, TASKS = 1, 2, 3, 4, 5, 6, 7
"""Why the server stopped a run, or why it could not start one; 0 if the run ended by itself.

GOES_ON: the run has not ended, and takes longer by the clock than `wall_s`. The final report follows.
"""

PATIENCE = 20
"""How many seconds beyond `wall_s` a run may take for each second of CPU time that it gets.

The clock never stops a program that gets a twentieth of a processor; it stops one that sleeps.
"""

TEXT = 1000
"""How many characters of an exception's text, and of its type's name, are reported."""

MOST_FILES = 50_000
"""How many files a run may make in memory: empty ones don't count towards the size of a tmpfs."""

OPEN_FILES = 64
"""How many files a run may have open at most: the server's own limit, which its children inherit."""

_FORM = struct.Struct("=iiddq?")
SIZE = _FORM.size
pack_report = _FORM.pack
"""Pack the fields of a RunReport, in their order."""


def longest_s(wall_s: float, cpu_s: float) -> float:
    """Return how many seconds by the clock a run may take that has had `cpu_s` seconds of CPU time.

    >>> longest_s(wall_s=10, cpu_s=0.5)
    20.0
    """
    return wall_s + PATIENCE * min(cpu_s, wall_s)


THREADS = 500
"""How many threads a program with one process may have."""


def report_bytes(output_bytes: int) -> int:
    """Return the most bytes of a program's report that holds a literal of `output_bytes`.

    JSON's escapes make a literal at most twice as long, and the other texts are cut.
    """
    return 2 * output_bytes + 20_000


class RunRequest(NamedTuple):
    """One run for the server. The same bytes for all runs of a program: the job itself is in a file."""

    key: str
    """A hash of the source, under which the server keeps the compiled code."""
    plain: bool
    """Whether the job has no files, no arguments, no call and no recorder."""
    collect: bool
    """Whether a last garbage collection may print something (`execution.job.needs_collection`)."""
    wall_s: float
    cpu_s: int
    memory_mb: int
    output_bytes: int
    processes: int
    tasks: int
    """How many processes and threads of this user the kernel should allow."""
    open_files: int

    def pack(self) -> bytes:
        """Return the request as a message."""
        return marshal.dumps(tuple(self))

    @classmethod
    def unpack(cls, message: bytes) -> RunRequest:
        """Return the request in `message`, which the parent sent."""
        return cls(*marshal.loads(message))  # noqa: S302 - the parent's


class RunReport(NamedTuple):
    """How a run ended and what it used, as the server read it from the kernel."""

    status: int
    """As `os.wait4` returns it; with NO_PROCESS, the errno of `fork`."""
    stopped: int
    cpu_s: float
    wall_s: float
    peak_kb: int
    clean: bool
    """Whether the run left nothing behind; otherwise the server ends."""

    @classmethod
    def unpack(cls, message: bytes) -> RunReport:
        """Return the report in `message`. Raises struct.error if it isn't one."""
        return cls(*_FORM.unpack(message))
