"""One run, one fresh interpreter."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from ses_plugin.errors import SandboxError
from ses_plugin.programs import Limits, Outcome, Program, Ran

ISOLATION = "process+rlimits"
_CHILD = Path(__file__).with_name("child.py")
_STDERR_TAIL = 4000
# No site-packages, no byte code written, nothing of ours on sys.path. Not -I: it would ignore
# PYTHONHASHSEED, and the order of a set of strings would differ from run to run.
_FLAGS = ("-s", "-S", "-B", "-P")


@dataclasses.dataclass(frozen=True, slots=True)
class _Files:
    """Where the child's input comes from and its output goes: files, so that no pipe can block."""

    directory: str
    job: IO[bytes]
    report: IO[bytes]
    stdin: IO[bytes]
    stdout: IO[bytes]
    stderr: IO[bytes]


def run(program: Program, text: str, limits: Limits | None = None) -> Ran:
    """Run `program` on `text` and say what happened.

    `text` is the standard input, or for a function the text between the parentheses of the
    call: Python literals. Raises SandboxError only if the interpreter could not be started or
    left no report although nothing killed it.
    """
    limits = limits or Limits()
    with _files(program, text, limits) as files:
        code = _spawn_and_wait(files, limits.wall_s)
        return _read(files, code, limits)


@contextmanager
def _files(program: Program, text: str, limits: Limits) -> Iterator[_Files]:
    job = {
        "source": program.source,
        "entry": program.entry,
        "input": text,
        "limits": dataclasses.asdict(limits),
    }
    with ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="ses-run-"))
        opened = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(5)]
        files = _Files(directory, *opened)
        files.job.write(json.dumps(job).encode())
        files.stdin.write(text.encode("utf-8", "surrogatepass") if program.entry is None else b"")
        for file in (files.job, files.stdin):
            file.seek(0)
        yield files


def _spawn_and_wait(files: _Files, wall_s: float) -> int | None:
    """Return the exit code, negative for a signal, or None if the clock ran out."""
    descriptors = files.job.fileno(), files.report.fileno()
    try:
        process = subprocess.Popen(
            [sys.executable, *_FLAGS, str(_CHILD), *map(str, descriptors)],
            stdin=files.stdin,
            stdout=files.stdout,
            stderr=files.stderr,
            cwd=files.directory,
            env={"PYTHONHASHSEED": "0", "LANG": "C.UTF-8"},
            pass_fds=descriptors,
            start_new_session=True,
        )
    except OSError as error:
        raise SandboxError(f"cannot start {sys.executable}: {error}") from error
    try:
        return process.wait(wall_s)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _kill_group(process.pid)
        process.wait()


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _read(files: _Files, code: int | None, limits: Limits) -> Ran:
    stdout = _content(files.stdout)
    outcome, error, value = _outcome(code, _content(files.report), len(stdout) >= limits.output_bytes)
    return Ran(
        outcome=outcome,
        stdout=stdout.decode("utf-8", "replace"),
        stderr_tail=_content(files.stderr)[-_STDERR_TAIL:].decode("utf-8", "replace"),
        value=value,
        error=error,
        isolation=ISOLATION,
    )


def _content(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _outcome(code: int | None, report_text: bytes, full: bool) -> tuple[Outcome, str | None, str | None]:
    if full:
        return Outcome.OUTPUT_LIMIT, "the output limit was reached", None
    if code is None:
        return Outcome.TIMEOUT, "the wall-clock limit was reached", None
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return Outcome.TIMEOUT, "the CPU time limit was reached", None
    if code < 0:
        return Outcome.KILLED, f"killed by signal {-code}", None
    if not report_text:  # os._exit, or an interpreter that died before it could report
        return Outcome.KILLED, f"exit status {code} without a report", None
    report: dict[str, Any] = json.loads(report_text)
    if report["memory"]:
        return Outcome.MEMORY, report["error"], None
    if report["error"] is not None:
        return Outcome.EXCEPTION, report["error"], None
    return Outcome.OK, None, report["value"]
