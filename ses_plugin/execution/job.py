"""A job: what the server gets for the runs of one program (source, limits, recorder), and what comes back.

`Job` is the wire form of the request; `build_execution_result` makes an `ExecutionResult` from the server's
report and the files that the program wrote.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import os
import re
import resource
import signal
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

from ses_plugin.execution.inside.protocol import (
    CPU,
    FILES,
    MOST_FILES,
    TASKS,
    TEXT,
    THREADS,
    WALL,
    RunReport,
    RunRequest,
    report_bytes,
)
from ses_plugin.types.program import ExecutionResult, Limits, Outcome, Program

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


_STDERR_TAIL = 4000
_LATE_S = 0.1  # of CPU time: what a run needs to end
_FIELDS = {"error": str, "type": str, "line": int, "value": str}
# An object of few fields, none a list or an object: `{"error": "no \"x\"", "line": 3, "value": null}`;
# nothing else is parsed: a megabyte of empty lists would take twenty of memory, and a number of a million
# digits would take hours. Possessive (`++`), so that no text makes the expression go back.
_TEXT = rb'"(?:[^"\\]++|\\.)*+"'
_FIELD = rb'"[a-z]{1,9}": (?:null|true|false|[0-9]{1,10}|' + _TEXT + rb")(?:, |(?=\}))"
_FLAT = re.compile(rb"\{(?:" + _FIELD + rb"){0,5}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class RunArtifacts:
    """The descriptors of a run's output, error output and report.

    `called`: the run calls a function, whose value is in the report. The report's file begins with a record
    of `record_bytes`.
    """

    stdout: int
    stderr: int
    report: int
    called: bool
    record_bytes: int = 0


def build_execution_result(
    report: RunReport, artifacts: RunArtifacts, limits: Limits, isolation: str
) -> ExecutionResult:
    """Return the result of the run that `report` describes.

    The server's report decides how the run ended and what it used. Only the exception and the value come
    from the program's process, which may lie about both.
    """
    most = limits.output_bytes
    (out, out_size), (err, err_size) = _read(artifacts.stdout, most), _read(artifacts.stderr, most)
    claims = _read_program_report(artifacts, most)
    full = max(out_size, err_size) > most
    outcome, error = (
        (Outcome.OUTPUT_LIMIT, f"more than {most} bytes were printed")
        if full
        else _classify_outcome(report, claims, limits)
    )
    if outcome is Outcome.OK and artifacts.called and claims.get("value") is None:
        # It ended by `os._exit` within the function, or its value's text is over the limit or malformed.
        outcome, error = Outcome.KILLED, "the program ended before the function returned"
    code = os.waitstatus_to_exitcode(report.status)
    raised = outcome in (Outcome.EXCEPTION, Outcome.MEMORY)
    return ExecutionResult(
        outcome=outcome,
        stdout=out.decode("utf-8", "replace"),
        stderr_tail=err[-_STDERR_TAIL:].decode("utf-8", "replace"),
        value=claims.get("value") if outcome is Outcome.OK else None,
        error=error,
        isolation=isolation,
        error_type=claims.get("type") if raised else None,
        error_line=claims.get("line") if raised else None,
        trace_bytes=_read(artifacts.report, artifacts.record_bytes)[0].rstrip(b"\0")
        if artifacts.record_bytes
        else b"",
        exit_code=None if code < 0 or report.stopped else code,
        cpu_s=report.cpu_s,
        wall_s=report.wall_s,
        peak_memory_mb=report.peak_kb / 1024,
    )


def _classify_outcome(
    report: RunReport, claims: dict[str, Any], limits: Limits
) -> tuple[Outcome, str | None]:
    """Return the outcome and its error message; what the server saw comes before what the program claims."""
    code = os.waitstatus_to_exitcode(report.status)
    if report.stopped == WALL:
        return Outcome.TIMEOUT, f"the wall-clock limit of {limits.wall_s:g} s was reached"
    if report.stopped == FILES:
        return Outcome.OUTPUT_LIMIT, f"more than {MOST_FILES} files were made"
    if report.stopped == TASKS:
        return Outcome.KILLED, f"more than {THREADS} threads were started"
    # The kernel's own limit works on samples and may come early. A program can ignore its signal (then the
    # CPU time decides), and one that has used no time can send the signal to itself (then it was killed).
    signalled = code in (-signal.SIGXCPU, -signal.SIGKILL) and report.cpu_s >= limits.cpu_s / 2
    if report.stopped == CPU or signalled or report.cpu_s > limits.cpu_s + _LATE_S:
        return Outcome.TIMEOUT, f"the CPU time limit of {limits.cpu_s} s was reached"
    if code < 0:
        return Outcome.KILLED, f"killed by signal {-code}"
    if claims.get("memory") is True:
        return Outcome.MEMORY, claims.get("error")
    if claims.get("error") is not None:
        return Outcome.EXCEPTION, claims["error"]
    if code != 0:
        return Outcome.EXCEPTION, f"exit status {code}"
    return Outcome.OK, None


def _read_program_report(artifacts: RunArtifacts, most: int) -> dict[str, Any]:
    """Return the fields of the program's report; no more is read than an honest one can have."""
    longest = report_bytes(most if artifacts.called else 0)
    text, size = _read(artifacts.report, longest, artifacts.record_bytes)
    return _valid_fields(text, artifacts.called, most) if 0 < size - artifacts.record_bytes <= longest else {}


def _valid_fields(text: bytes, called: bool, most: int) -> dict[str, Any]:
    """Return the valid fields of a report: the program may have written anything there.

    Leaves out a value longer than `most` bytes. All texts returned can be written as UTF-8.
    """
    if not _FLAT.fullmatch(text):
        return {}
    try:
        report = json.loads(text.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return {}
    fields: dict[str, Any] = {
        name: report[name] for name, kind in _FIELDS.items() if type(report.get(name)) is kind
    }
    for name in fields.keys() - {"line"}:
        field = fields[name] if name == "value" else fields[name][:TEXT]
        fields[name] = field.encode("utf-8", "backslashreplace").decode()
    if not called or len(fields.get("value", "").encode()) > most:
        fields.pop("value", None)
    return {**fields, "memory": report.get("memory") is True}


def _read(fd: int, most: int, start: int = 0) -> tuple[bytes, int]:
    """Return at most `most` bytes of a file from `start` on, and the file's size.

    Reads by position: the program shares the file's offset. Asks for no more than is there: Python reserves
    memory for the length it asks for, megabytes for nothing in most runs.
    """
    size = os.fstat(fd).st_size
    length = min(size - start, most)
    return (os.pread(fd, length, start) if length > 0 else b""), size
