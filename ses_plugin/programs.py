"""Frozen values that name a program and what became of one run of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Program:
    """A Python program: one that reads standard input, or a function to be called.

    `entry` names the function; None means that the program reads standard input.
    """

    source: str
    entry: str | None = None


class Outcome(StrEnum):
    """How a run ended."""

    OK = "ok"
    EXCEPTION = "exception"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    OUTPUT_LIMIT = "output_limit"
    KILLED = "killed"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use.

    The parent enforces `wall_s` by killing the run's process group; the rest are rlimits of the child.
    """

    wall_s: float = 10.0
    cpu_s: int = 10
    memory_mb: int = 1024
    output_bytes: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run of a program did.

    `value` is the Python literal of what the function returned, and None for a program that reads
    standard input. `error` is the exception's type and text, or why the run was stopped. `isolation`
    names what kept the program apart from the machine.
    """

    outcome: Outcome
    stdout: str
    stderr_tail: str
    value: str | None
    error: str | None
    isolation: str

    @property
    def output(self) -> str:
        """What a prediction of this run has to be: the value returned, else what was printed."""
        return self.stdout if self.value is None else self.value
