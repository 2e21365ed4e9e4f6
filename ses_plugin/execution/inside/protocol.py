"""What the server answers, in the fixed form in which both ends know it.

The program shares no memory with the server, but might break into it: the answer is numbers alone.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

WALL, OUTPUT = 1, 2
"""Why the server stopped a run; 0 if it did not."""

_FORM = struct.Struct("=iiddq?")
SIZE = _FORM.size


def report_bytes(output_bytes: int) -> int:
    """Return the most that a program's report may have: JSON makes a value longer."""
    return 8 * output_bytes + 10_000


class Answer(NamedTuple):
    """What the kernel says of a run."""

    status: int
    """As `os.wait4` returns it."""
    stopped: int
    cpu_s: float
    wall_s: float
    peak_kb: int
    clean: bool
    """Whether the run left nothing; else the server ends."""

    def pack(self) -> bytes:
        """Return the answer as it is sent."""
        return _FORM.pack(*self)

    @classmethod
    def unpack(cls, message: bytes) -> Answer:
        """Return the answer in `message`. Raises struct.error if there is none."""
        return cls(*_FORM.unpack(message))
