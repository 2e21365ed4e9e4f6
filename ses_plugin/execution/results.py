"""Build an ExecutionResult from the server's report and the files that the program wrote."""

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
