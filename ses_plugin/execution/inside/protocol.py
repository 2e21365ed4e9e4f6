"""What the parent asks the server for, and what it answers, in the forms in which both ends know them.

The parent is trusted: a request is marshalled. The program shares no memory with the server, but might break
into it: an answer is numbers alone.
"""

from __future__ import annotations

import marshal
import struct
from typing import NamedTuple

WALL, OUTPUT, FILES, NO_PROCESS, GOES_ON, CPU, TASKS = 1, 2, 3, 4, 5, 6, 7
"""Why the server stopped a run, or why there was none; 0 if it came to its own end.

With GOES_ON it has not ended: an answer is still to come, later than the parent would have thought.
"""

PATIENCE = 20
"""How many seconds a run may wait for each second of a processor that it gets, beyond its `wall_s`.

A program that gets a twentieth of a processor is never stopped by the clock; one that sleeps is.
"""

TEXT = 1000
"""How many characters of an exception's text, and of its type's name, are reported."""

MOST_FILES = 50_000
"""How many files a run may make in memory: the size of a file system does not count them."""

OPEN_FILES = 64
"""How many files a run may have open at the most: the server can give no more than it has."""

_FORM = struct.Struct("=iiddq?")
SIZE = _FORM.size
pack_report = _FORM.pack
"""The fields of an answer, in their order, as it is sent."""


def longest_s(wall_s: float, cpu_s: float) -> float:
    """Return how long a run may take that has had `cpu_s` of processor time."""
    return wall_s + PATIENCE * min(cpu_s, wall_s)


THREADS = 500
"""How many threads a program with one process may have."""


def report_bytes(output_bytes: int) -> int:
    """Return the most that a report may have, a value's literal of `output_bytes` in it.

    JSON makes a literal at the most twice as long, and the other texts are cut.
    """
    return 2 * output_bytes + 20_000


class RunRequest(NamedTuple):
    """What is the same in all runs of one program, beside its job."""

    key: str
    """The same for the same program."""
    plain: bool
    """Whether the job has no files, no arguments, no call and no recorder."""
    collect: bool
    """Whether garbage may have something to say at the end."""
    wall_s: float
    cpu_s: int
    memory_mb: int
    output_bytes: int
    processes: int
    tasks: int
    """How many processes and threads of this user the kernel is to allow."""
    open_files: int

    def pack(self) -> bytes:
        """Return the request as it is sent."""
        return marshal.dumps(tuple(self))

    @classmethod
    def unpack(cls, message: bytes) -> RunRequest:
        """Return the request in `message`, which the parent sent."""
        return cls(*marshal.loads(message))  # noqa: S302 - the parent's


class RunReport(NamedTuple):
    """What the kernel says of a run."""

    status: int
    """As `os.wait4` returns it; the error's number where there was no process to be had."""
    stopped: int
    cpu_s: float
    wall_s: float
    peak_kb: int
    clean: bool
    """Whether the run left nothing; else the server ends."""

    @classmethod
    def unpack(cls, message: bytes) -> RunReport:
        """Return the answer in `message`. Raises struct.error if there is none."""
        return cls(*_FORM.unpack(message))
