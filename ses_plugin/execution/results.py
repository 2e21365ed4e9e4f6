"""What the server saw and the program left, as one value."""

from __future__ import annotations

import json
import os
import re
import signal
from dataclasses import dataclass
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
    report_bytes,
)
from ses_plugin.types.program import ExecutionResult, Limits, Outcome

_STDERR_TAIL = 4000
_LATE_S = 0.1  # of CPU time: what a run needs to end
_FIELDS = {"error": str, "type": str, "line": int, "value": str}
# An object of few fields, none a list or an object: `{"error": "no \"x\"", "line": 3, "value": null}`;
# nothing else is parsed: a megabyte of empty lists would take twenty of memory.
_TEXT = rb'"(?:[^"\\]++|\\.)*+"'
_FIELD = rb'"[a-z]{1,9}": (?:null|true|false|[0-9]{1,10}|' + _TEXT + rb")(?:, |(?=\}))"
_FLAT = re.compile(rb"\{(?:" + _FIELD + rb"){0,5}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class RunArtifacts:
    """What a run left: the descriptors of its two streams and its report.

    `called` says that a function was to return a value. The report has `record_bytes` of a record before it.
    """

    stdout: int
    stderr: int
    report: int
    called: bool
    record_bytes: int = 0


def build_execution_result(
    answer: RunReport, left: RunArtifacts, limits: Limits, isolation: str
) -> ExecutionResult:
    """Return the run that `answer` is about.

    How it ended, and what it used, is the server's word; the exception and the value are the program's.
    """
    most = limits.output_bytes
    (out, out_size), (err, err_size) = _read(left.stdout, most), _read(left.stderr, most)
    said = _said(left, most)
    full = max(out_size, err_size) > most
    outcome, error = (
        (Outcome.OUTPUT_LIMIT, f"more than {most} bytes were printed")
        if full
        else _classify_outcome(answer, said, limits)
    )
    if outcome is Outcome.OK and left.called and said.get("value") is None:
        outcome, error = Outcome.KILLED, "the program ended before the function returned"
    code = os.waitstatus_to_exitcode(answer.status)
    raised = outcome in (Outcome.EXCEPTION, Outcome.MEMORY)
    return ExecutionResult(
        outcome=outcome,
        stdout=out.decode("utf-8", "replace"),
        stderr_tail=err[-_STDERR_TAIL:].decode("utf-8", "replace"),
        value=said.get("value") if outcome is Outcome.OK else None,
        error=error,
        isolation=isolation,
        error_type=said.get("type") if raised else None,
        error_line=said.get("line") if raised else None,
        trace_bytes=_read(left.report, left.record_bytes)[0].rstrip(b"\0") if left.record_bytes else b"",
        exit_code=None if code < 0 or answer.stopped else code,
        cpu_s=answer.cpu_s,
        wall_s=answer.wall_s,
        peak_memory_mb=answer.peak_kb / 1024,
    )


def _classify_outcome(answer: RunReport, said: dict[str, Any], limits: Limits) -> tuple[Outcome, str | None]:
    code = os.waitstatus_to_exitcode(answer.status)
    if answer.stopped == WALL:
        return Outcome.TIMEOUT, f"the wall-clock limit of {limits.wall_s:g} s was reached"
    if answer.stopped == FILES:
        return Outcome.OUTPUT_LIMIT, f"more than {MOST_FILES} files were made"
    if answer.stopped == TASKS:
        return Outcome.KILLED, f"more than {THREADS} threads were started"
    # The kernel's signal: it counts in another way. A program may ignore it; another may send it to itself.
    signalled = code in (-signal.SIGXCPU, -signal.SIGKILL) and answer.cpu_s >= limits.cpu_s / 2
    if answer.stopped == CPU or signalled or answer.cpu_s > limits.cpu_s + _LATE_S:
        return Outcome.TIMEOUT, f"the CPU time limit of {limits.cpu_s} s was reached"
    if code < 0:
        return Outcome.KILLED, f"killed by signal {-code}"
    if said.get("memory") is True:
        return Outcome.MEMORY, said.get("error")
    if said.get("error") is not None:
        return Outcome.EXCEPTION, said["error"]
    if code != 0:
        return Outcome.EXCEPTION, f"exit status {code}"
    return Outcome.OK, None


def _said(left: RunArtifacts, most: int) -> dict[str, Any]:
    """Return the program's own report; no more of it is read than an honest one can have."""
    longest = report_bytes(most if left.called else 0)
    text, size = _read(left.report, longest, left.record_bytes)
    return _report(text, left.called, most) if 0 < size - left.record_bytes <= longest else {}


def _report(text: bytes, called: bool, most: int) -> dict[str, Any]:
    """Return what a report says as far as it is one: the program may have written anything there.

    A value longer than `most` bytes is none. Texts can be written as UTF-8.
    """
    if not _FLAT.fullmatch(text):
        return {}
    try:
        said = json.loads(text.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return {}
    kept: dict[str, Any] = {
        name: said[name] for name, kind in _FIELDS.items() if type(said.get(name)) is kind
    }
    for name in kept.keys() - {"line"}:
        cut = kept[name] if name == "value" else kept[name][:TEXT]
        kept[name] = cut.encode("utf-8", "backslashreplace").decode()
    if not called or len(kept.get("value", "").encode()) > most:
        kept.pop("value", None)
    return {**kept, "memory": said.get("memory") is True}


def _read(fd: int, most: int, start: int = 0) -> tuple[bytes, int]:
    """Return the file's bytes from `start` on, and its size; by position: the program shares its offset.

    No more is asked for than is there: Python takes memory for all of it, megabytes in vain for most runs.
    """
    size = os.fstat(fd).st_size
    wanted = min(size - start, most)
    return (os.pread(fd, wanted, start) if wanted > 0 else b""), size
