"""Frozen values: a program, the limits of a run, the result of a run."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from ses_plugin.errors import UsageError
from ses_plugin.types.result_value import NOT_IN_SCHEMA, ResultValue, View

_MAX_LIMITS = (1 << 31) - 1


@dataclass(frozen=True, slots=True)
class Program:
    """A Python program: one that reads standard input, or a function to call.

    Attributes:
        source: the source code.
        entry_point: the name of the function; None for a program that reads standard input.
        arguments: the command line.
        files: (name, text) of files in its working directory; a name that ends in a slash is an empty folder.

    Raises UsageError for invalid names: in the sandbox they would fail without a message.
    """

    source: str
    entry_point: str | None = None
    arguments: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Check the types and names."""
        if not isinstance(self.source, str):
            raise UsageError(f"source={self.source!r:.100}: give the program's source as a string")
        if self.entry_point is not None and not (isinstance(self.entry_point, str) and self.entry_point):
            raise UsageError(f"entry_point={self.entry_point!r:.100}: give the name of a function, or None")
        for name, text in self.files:
            if not isinstance(name, str) or not isinstance(text, str):
                raise UsageError(f"files: ({name!r:.100}, {text!r:.100}): give a name and a text")
            if not _is_name(name):
                raise UsageError(f"files: {name!r:.100}: give a name within the program's folder")
        if conflict := _find_conflicting_path([name for name, _ in self.files]):
            raise UsageError(f"files: {conflict!r:.100} is given twice, or as a file and as a folder")


def _is_name(name: str) -> bool:
    try:
        parts = name.removesuffix("/").encode().split(b"/")
    except UnicodeEncodeError:
        return False
    return all(part not in (b"", b".", b"..") and b"\0" not in part and len(part) < 256 for part in parts)


def _find_conflicting_path(names: list[str]) -> str | None:
    """Return a name that is used for two files, or for a file and a folder; None if there is none."""
    files = [name for name in names if not name.endswith("/")]
    folders = {name[:at] for name in names for at, sign in enumerate(name) if sign == "/"}
    return next((name for name in files if name in folders or files.count(name) > 1), None)


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
    """The limits of one run.

    Attributes:
        wall_s: seconds by the clock, to stop programs that sleep. Time spent waiting for a processor doesn't
            count, up to 20 s for each second of CPU time.
        cpu_s: seconds of CPU time, a whole number.
        memory_mb: MB of address space.
        output_bytes: bytes of standard output, of standard error, and of each file.
        processes: with 1 a program can't start another process; it can have threads.
        open_files: at most 64 in a sandbox.

    Raises UsageError for invalid limits.
    """

    wall_s: float = 10.0
    cpu_s: int = 10
    memory_mb: int = 1024
    output_bytes: int = 1_000_000
    processes: int = 1
    open_files: int = 64

    def __post_init__(self) -> None:
        """Check the numbers: the kernel refuses invalid ones without a message."""
        for name in ("cpu_s", "memory_mb", "output_bytes", "processes", "open_files"):
            value = getattr(self, name)
            if not isinstance(value, int) or not 0 < value <= _MAX_LIMITS:
                raise UsageError(f"{name}={value!r}: a limit is a whole number from 1 to {_MAX_LIMITS}")
        if not isinstance(self.wall_s, (int, float)) or not 0 < self.wall_s <= _MAX_LIMITS:
            raise UsageError(f"wall_s={self.wall_s!r}: a limit is a number of seconds, more than 0")


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a run came to its output, or why that is not known.

    Attributes:
        text: the steps, in words; "" if there is no explanation.
        reason: why there is none.
    """

    text: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class ExecutionResult(ResultValue):
    """The result of one run of a program.

    Attributes:
        outcome: how the run ended.
        stdout: the output; bytes that aren't UTF-8 are replaced by U+FFFD.
        stderr_tail: the end of the error output.
        value: the Python literal of the function's return value; None for a program without entry point.
        error: the exception's type and text, or the reason why the run was stopped; None if it is OK.
        isolation: what was in force, for example "namespaces+landlock+seccomp+rlimits".
        error_type: the type of the exception.
        error_line: its line in the program.
        exit_code: None if the program was killed.
        trace_bytes: what a recorder wrote.
        explanation: how it came to its output, if that was requested.
        cpu_s: seconds of CPU time.
        wall_s: seconds by the clock.
        peak_memory_mb: the most resident memory.
    """

    SCHEMA: ClassVar[str] = "ses.execution-result"

    outcome: Outcome
    stdout: str
    stderr_tail: str
    value: str | None
    error: str | None
    isolation: str
    error_type: str | None = None
    error_line: int | None = None
    exit_code: int | None = None
    trace_bytes: bytes = field(default=b"", metadata=NOT_IN_SCHEMA)
    explanation: Explanation | None = field(default=None, metadata=NOT_IN_SCHEMA)
    cpu_s: float = field(default=0.0, compare=False)
    wall_s: float = field(default=0.0, compare=False)
    peak_memory_mb: float = field(default=0.0, compare=False)

    @property
    def output(self) -> str:
        """What a prediction is compared with: the value returned, else the text printed."""
        return self.stdout if self.value is None else self.value

    def to_row(self) -> dict[str, Any]:
        """Return the fields as plain data for JSON, without the trace, and without an explanation if none."""
        row = asdict(self)
        del row["trace_bytes"]
        if self.explanation is None:
            del row["explanation"]
        return row

    def _view(self) -> View:
        facts: dict[str, object] = {"outcome": self.outcome}
        if self.error is not None:
            facts["error"] = self.error
        facts["stdout" if self.value is None else "value"] = self.output
        facts |= {"cpu_s": round(self.cpu_s, 3), "isolation": self.isolation}
        texts = {"standard output": self.stdout, "standard error": self.stderr_tail}
        return View(facts, blocks={name: text for name, text in texts.items() if text})
