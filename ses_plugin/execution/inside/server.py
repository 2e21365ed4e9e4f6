"""The fork server: a warm interpreter that runs each job in a new child.

    python -c "…; main()" SOCKET_FD CONFIG

A fork costs a tenth of a fresh interpreter, and leaves no state of one program for the next. A request comes
with five descriptors, in this order: job, stdin, stdout, stderr, report. The answer is what the kernel
reports on the run (`protocol`). The server reads nothing that a program wrote, and never runs or compiles
one: the first child of a program leaves its code for the next ones. When its socket closes, the server and
its children end.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import contextlib
import gc
import json
import os
import resource
import sys

# Not `signal` and `socket`, which import much that every fork would copy. Names that every run uses are
# imported by name: an attribute of a module is a write to its pages (`warm`).
from _signal import ITIMER_REAL, SIGALRM, setitimer, signal
from _socket import CMSG_SPACE, MSG_DONTWAIT, socket
from collections.abc import Sequence
from marshal import loads
from os import close, dup2, fork, fstat, wait4
from struct import Struct
from time import clock_gettime, monotonic, sleep
from types import CodeType
from typing import Any

from . import confine, program
from .folder import Folder, files_in
from .protocol import (
    CPU,
    FILES,
    GOES_ON,
    MOST_FILES,
    NO_PROCESS,
    OPEN_FILES,
    OUTPUT,
    TASKS,
    THREADS,
    WALL,
    RunRequest,
    longest_s,
    pack_report,
)

_FIVE = Struct("@5i")
_CONTROL = CMSG_SPACE(_FIVE.size)
_CHANNEL = 10  # the descriptor of the socket
_TICK_S = 0.1  # between two looks at a run
_NEWS_S = 1.0  # between two GOES_ON to the parent about a run that takes longer than its `wall_s`
_MAX_PROGRAMS = 8  # whose code is cached: threads alternate, and so do validators and what they judge
_MAX_CODE_BYTES = 1 << 17  # of a program's code; loaded it may take ten times as many
_RAISED = 1 << 8  # the status of a program that ends with an exception


class Server:
    """Runs jobs one after the other."""

    def __init__(self, config: dict[str, Any], channel: socket) -> None:
        # The order of what follows: become another user while we have the right to; look at the namespaces
        # while /proc is in reach; Landlock before seccomp, which refuses its calls; then what needs neither.
        if config["user"] is not None:
            _become(config["user"])
        self.channel = channel
        # The current run, if any (child 0: none): its process, its clock, and why it was stopped.
        self.child = self.stopped = self.output_bytes = 0
        self.start = self.wall_s = self.news = 0.0
        self.cpu_s = 0
        self.alone = True  # whether it may have one process only
        # Whether the alarm is set. Not set anew for each run, which would cost a call: it may ring early.
        self.armed = False
        signal(SIGALRM, self._poll_limits)
        self.run_dir: str = config["run_dir"]
        self.writable: list[str] = config["writable"]
        self.namespaces = _own_pid_namespace(config)
        self.code: dict[str, CodeType] = {}
        self.adopts = confine.adopt_orphans()
        confine.no_new_privileges()
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would be left in the folder
        strict = config["confine"]
        self.landlock = strict and confine.landlock([*config["readable"], *_own_proc()], self.writable)
        self.seccomp = strict and confine.seccomp()
        if config["user"] is not None and not self.seccomp:
            raise SystemExit("no seccomp, which has to refuse new namespaces")
        self.unprivileged: bool = config["unprivileged"]
        confine.make_undumpable()  # else children could read its memory, and open its files in /proc
        alone = confine.alone_rules() if self.seccomp else None
        parent = None if self.namespaces else os.getpid()
        resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES,) * 2)
        names = program.prepare()
        # The kernel's own limit works on samples, and on a busy machine it may come when a fifth of the time
        # is left. Where this server can read the exact time it decides, and the kernel's limit is twice that.
        most = resource.getrlimit(resource.RLIMIT_CPU)[1]
        watched = sys.platform == "linux" and most == resource.RLIM_INFINITY
        self.rules = program.Rules(alone, parent, OPEN_FILES, 2 if watched else 1, names)
        in_memory = self.namespaces
        folders = [Folder(path, in_memory, unmarked=self.seccomp) for path in self.writable]
        self.folders = [(folder.fd, folder.empty_size, folder) for folder in folders]

    def features(self) -> dict[str, bool]:
        """Return what is in force for its children, beside the limits."""
        return {
            "namespaces": self.namespaces,
            "landlock": self.landlock,
            "seccomp": self.seccomp,
            "unprivileged": self.unprivileged,
        }

    def serve(self, request: RunRequest, descriptors: Sequence[int]) -> bool:
        """Run one job and send the report on it; return False if it left something behind."""
        job, stdin, stdout, stderr, report = descriptors
        code = self.code.get(request.key)
        size = fstat(job).st_size
        for number, fd in enumerate((stdin, stdout, stderr, report, job)):
            dup2(fd, number)  # here and not in the child, where each call would cost copies of memory
        for fd in descriptors:
            close(fd)
        if not request.plain:
            program.preload("ast")  # which reads a call's arguments
        start = monotonic()
        try:
            child = fork()
        except OSError as error:  # the machine's fault and not the program's: reported as such
            self.channel.send(pack_report(error.errno or 0, NO_PROCESS, 0.0, 0.0, 0, False))
            return False
        if child == 0:
            try:
                program.main(request, code, self.rules)
            finally:
                os._exit(255)
        status, cpu, peak = self._wait(child, request, start)
        wall = monotonic() - start
        if code is None:
            self._cache_code(request.key, size)
        clean = True
        for fd, empty_size, folder in self.folders:
            if fstat(fd).st_size != empty_size and not folder.sweep():
                clean = False
        self.channel.send(pack_report(status, self.stopped, cpu, wall, peak, clean))
        if status == _RAISED and clean:  # after the report, so that nobody waits for it
            program.preload("ast", "linecache", "traceback")  # for tracebacks: other tests may raise as well
        return clean

    def _wait(self, child: int, request: RunRequest, start: float) -> tuple[int, float, int]:
        """Wait for the end of a run and all its processes; return its status, CPU seconds and peak (kB).

        Raises EOFError if the parent no longer waits for the result.
        """
        self.alone = request.processes == 1
        alone = self.seccomp and self.alone  # it can't have started other processes
        try:
            self.output_bytes, self.stopped = request.output_bytes, 0
            self.start, self.wall_s, self.cpu_s, self.news = start, request.wall_s, request.cpu_s, 0.0
            self.child = child
            if not self.armed or request.wall_s < _TICK_S:
                self._look_after(request.wall_s)
            if not alone and hasattr(os, "waitid"):
                # Without collecting it: else its number, which names its process group, could be given to
                # another process before the group is killed.
                os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
            if not alone:
                self._kill(child)
            _, status, usage = wait4(child, 0)
        except EOFError:
            self._kill(child)
            raise
        finally:
            self.child = 0
        cpu = usage.ru_utime + usage.ru_stime
        return status, cpu if alone else cpu + self._reap(), usage.ru_maxrss

    def _cache_code(self, key: str, start: int) -> None:
        """Cache the code that the first child of a program has compiled, sealed before the program began.

        It is in the job's file from `start` on. Only a little: it counts as memory of the programs after it.
        """
        code_bytes = fstat(program.JOB).st_size - start
        if not 0 < code_bytes <= _MAX_CODE_BYTES or not confine.is_sealed(program.JOB):
            return
        try:
            code = loads(program.content(program.JOB, start))  # noqa: S302 - sealed before the program ran
        except (EOFError, ValueError, TypeError):  # the child was killed while it wrote
            return
        if len(self.code) == _MAX_PROGRAMS:
            del self.code[next(iter(self.code))]  # the oldest
        self.code[key] = code

    def _poll_limits(self, *_: object) -> None:
        """Stop the current run if it exceeds a limit. The alarm's handler; `_wait` waits meanwhile.

        Raises EOFError if the channel is closed.
        """
        child, self.armed = self.child, False
        if not child:  # the next run sets the alarm again
            return
        if self._abandoned():
            raise EOFError
        elapsed, cpu = monotonic() - self.start, _cpu_seconds(child)
        remaining = min(self._remaining_s(elapsed, cpu), self.cpu_s - cpu)
        if cpu >= self.cpu_s:
            self.stopped = CPU
        elif remaining <= 0:
            self.stopped = WALL
        elif any(fstat(fd).st_size > self.output_bytes for fd in (1, 2)):
            self.stopped = OUTPUT
        elif self.namespaces and any(files_in(fd) > MOST_FILES for fd, _, _ in self.folders):
            self.stopped = FILES
        elif self.alone and _threads(child) > THREADS + 1:
            self.stopped = TASKS
        if self.stopped:
            self._kill(child)
        else:
            self._look_after(remaining)

    def _remaining_s(self, elapsed: float, cpu: float) -> float:
        """Return the seconds by the clock that the run may still take; 0 or less: it is over.

        Time that a program waits for a processor is not its fault: beyond `wall_s`, the more CPU time it has
        had, the longer it may take. A program that has had `wall_s` of CPU time has not been waiting.
        """
        if elapsed < self.wall_s:
            return self.wall_s - elapsed
        remaining = min(self.wall_s - cpu, longest_s(self.wall_s, cpu) - elapsed)
        if remaining > 0 and elapsed - self.news > _NEWS_S:
            self.news = elapsed
            with contextlib.suppress(OSError):  # a full channel: the parent has news enough
                self.channel.send(pack_report(0, GOES_ON, cpu, elapsed, 0, True), MSG_DONTWAIT)
        return remaining

    def _abandoned(self) -> bool:
        """Return whether the parent has closed the channel; a read would show only a job sent ahead."""
        poll = program.library("select").poll()  # not imported above: few runs take so long
        poll.register(self.channel, 0)  # no event requested: only the end of the channel is reported
        return bool(poll.poll(0))

    def _look_after(self, seconds: float) -> None:
        """Set the alarm for a look at the run, after `seconds` or a tick, whichever is shorter."""
        self.armed = True
        setitimer(ITIMER_REAL, max(0.001, min(seconds, _TICK_S)))  # 0 would be never

    def _kill(self, child: int) -> None:
        """Kill the child and all that it has started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child, confine.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, confine.SIGKILL)
        if self.namespaces:  # -1 is every process in the namespace, except this one
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(-1, confine.SIGKILL)

    def _reap(self) -> float:
        """Wait for the run's orphans, which were killed; return their CPU seconds."""
        cpu = 0.0
        while self.adopts:
            if not self.namespaces:  # they may have left the process group: kill until none is left
                _kill_children()
            try:
                pid, _, usage = wait4(-1, 0 if self.namespaces else os.WNOHANG)
            except ChildProcessError:
                break
            if pid:
                cpu += usage.ru_utime + usage.ru_stime
            else:
                sleep(0.001)
        return cpu


def _cpu_seconds(child: int) -> float:
    """Return the CPU seconds of a process and its threads so far; 0 where the kernel doesn't report them.

    Processes that it has started are not included.
    """
    try:
        return clock_gettime(~child << 3 | 2)  # the number that libc's `clock_getcpuclockid` computes
    except OSError:
        return 0.0


def _threads(process: int) -> int:
    """Return the number of threads of a process; 0 where it isn't known."""
    try:
        return os.stat(f"/proc/{process}/task").st_nlink - 2  # a folder has a link for each subfolder
    except OSError:
        return 0


def _become(user: int) -> None:
    """Become that user and group for good, and lose all rights of root."""
    os.setgroups([])  # groups first: afterwards there is no right to change them
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def _own_pid_namespace(config: dict[str, Any]) -> bool:
    """Return whether this server may kill every process it sees. Raises SystemExit if it should, but can't.

    A check, since `kill(-1)` outside of a namespace would end everything that the user runs.
    """
    if not config["namespaces"]:
        return False
    if os.readlink("/proc/self/ns/pid") == config["parent_pid_namespace"] or os.getppid() > 1:
        raise SystemExit("the requested namespaces are not there")
    return True


def _own_proc() -> list[str]:
    """Return the folder of /proc in which this server finds its children; Landlock has to allow it."""
    return [f"/proc/{os.getpid()}/task"]


def _kill_children() -> None:
    with contextlib.suppress(OSError), open(f"/proc/self/task/{os.getpid()}/children") as file:
        for pid in file.read().split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), confine.SIGKILL)


def _default_signals() -> None:
    """Restore the signals that the judge's process ignores or blocks to what a program finds elsewhere."""
    for number in _signal.valid_signals():
        with contextlib.suppress(OSError):  # SIGKILL and SIGSTOP
            signal(number, _signal.SIG_DFL)
    for number in (_signal.SIGPIPE, _signal.SIGXFSZ):
        signal(number, _signal.SIG_IGN)  # as the interpreter sets them
    signal(_signal.SIGINT, _signal.default_int_handler)
    _signal.pthread_sigmask(_signal.SIG_SETMASK, [])


def main() -> None:
    """Serve until the socket closes."""
    _default_signals()
    dup2(int(sys.argv[1]), _CHANNEL)
    os.set_inheritable(_CHANNEL, False)
    channel = socket(fileno=_CHANNEL)
    config = json.loads(sys.argv[2])
    for number in range(3, program.JOB + 1):  # reserved: `serve` puts each job's files there
        dup2(0, number)
    server = Server(config, channel)
    with contextlib.suppress(ValueError, OSError):  # for deep recursion in C; 128 MB are free below the stack
        resource.setrlimit(resource.RLIMIT_STACK, (120 << 20, resource.RLIM_INFINITY))
    # Afterwards no collection of a child writes to the server's objects (`program.preload`).
    gc.collect()
    gc.disable()
    gc.freeze()
    requests: dict[bytes, RunRequest] = {}  # the last one unpacked: a program's next test has the same
    try:
        channel.send(json.dumps(server.features()).encode())
        while True:
            message, control, _, _ = channel.recvmsg(1 << 16, _CONTROL)
            if not message:
                break
            if message not in requests:
                requests = {message: RunRequest.unpack(message)}
            if not server.serve(requests[message], _FIVE.unpack(control[0][2])):
                break  # a job sent ahead may be waiting already: the parent sends it to another server
    except (EOFError, BrokenPipeError, ConnectionResetError):  # the parent has ended
        pass
    if not server.namespaces:  # the parent, which made the folder, may have been killed
        sys.path.pop(0)  # the programs' folder: they may have left a `shutil.py`
        import shutil  # not above: it imports the compression libraries

        with contextlib.suppress(RecursionError):  # too deep: the parent removes it, if it still runs
            shutil.rmtree(server.run_dir, ignore_errors=True)
