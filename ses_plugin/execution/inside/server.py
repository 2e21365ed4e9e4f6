"""The fork server: a warm interpreter that runs each job in a child of its own.

    python -c "…; main()" SOCKET_FD CONFIG

A request comes with five descriptors: job, stdin, stdout, stderr, report, in this order; the answer is what
the kernel says of the run (`protocol`). The server itself reads nothing that a program wrote, and never runs
or compiles one: the first child of a program leaves its code for the next ones. When its socket closes it
ends, and every child with it.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import contextlib
import gc
import json
import os
import resource
import sys

# `signal` and `socket` themselves bring much along, which every fork would copy. By name what every run uses:
# a module that is asked for a name is written to, and so is its dictionary (`warm`).
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
_CHANNEL = 10  # its descriptor
_TICK_S = 0.1
_NEWS_S = 1.0  # how often the parent hears of a run that takes longer than its `wall_s`
_PROGRAMS = 8  # whose compiled code is kept: threads take turns, and validators with what they judge
_MOST_CODE = 1 << 17  # bytes; in memory it may take ten times as many
_RAISED = 1 << 8  # the status of a program that ends with an exception


class Server:
    """Runs jobs one after the other."""

    def __init__(self, config: dict[str, Any], channel: socket) -> None:
        if config["user"] is not None:
            _become(config["user"])
        self.channel = channel
        # The run that is watched, if any: its process, its clock, and why it was stopped.
        self.child = self.stopped = self.output_bytes = 0
        self.start = self.wall_s = self.news = 0.0
        self.cpu_s = 0
        self.alone = True  # it is to have one process
        self.armed = False  # the alarm: not set anew for each run, it may ring early
        signal(SIGALRM, self._poll_limits)
        self.run_dir: str = config["run_dir"]
        self.writable: list[str] = config["writable"]
        self.namespaces = _own_pid_namespace(config)
        self.code: dict[str, CodeType] = {}
        self.adopts = confine.adopt_orphans()
        confine.no_new_privileges()
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        strict = config["confine"]
        self.landlock = strict and confine.landlock([*config["readable"], *_own_proc()], self.writable)
        self.seccomp = strict and confine.seccomp()
        if config["user"] is not None and not self.seccomp:
            raise SystemExit("no seccomp, which is to refuse new namespaces")
        self.unprivileged: bool = config["unprivileged"]
        confine.make_undumpable()  # keeps its children out of its memory and its files
        alone = confine.alone_rules() if self.seccomp else None
        parent = None if self.namespaces else os.getpid()
        resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES,) * 2)
        names = program.prepare()
        # The kernel's own limit goes by samples: on a busy machine it may come when a fifth is left.
        most = resource.getrlimit(resource.RLIMIT_CPU)[1]
        watched = sys.platform == "linux" and most == resource.RLIM_INFINITY
        self.rules = program.Rules(alone, parent, OPEN_FILES, 2 if watched else 1, names)
        in_memory = self.namespaces
        folders = [Folder(path, in_memory, unmarked=self.seccomp) for path in self.writable]
        self.folders = [(folder.fd, folder.empty, folder) for folder in folders]

    def features(self) -> dict[str, bool]:
        """Return what its children are held to, beside the limits."""
        return {
            "namespaces": self.namespaces,
            "landlock": self.landlock,
            "seccomp": self.seccomp,
            "unprivileged": self.unprivileged,
        }

    def serve(self, request: RunRequest, descriptors: Sequence[int]) -> bool:
        """Run one job, and send what became of it; False if it left something."""
        job, stdin, stdout, stderr, report = descriptors
        code = self.code.get(request.key)
        size = fstat(job).st_size
        for number, fd in enumerate((stdin, stdout, stderr, report, job)):
            dup2(fd, number)  # here and not in the child, where it would cost copies of memory
        for fd in descriptors:
            close(fd)
        if not request.plain:
            program.preload("ast")  # what a call's arguments are read with
        start = monotonic()
        try:
            child = fork()
        except OSError as error:  # nothing was run, and it is not the program's fault
            self.channel.send(pack_report(error.errno or 0, NO_PROCESS, 0.0, 0.0, 0, False))
            return False
        if child == 0:
            try:
                program.main(request, code, self.rules)
            finally:
                os._exit(255)
        status, cpu, peak = self._waited(child, request, start)
        wall = monotonic() - start
        if code is None:
            self._keep(request.key, size)
        clean = True
        for fd, empty, folder in self.folders:
            if fstat(fd).st_size != empty and not folder.sweep():
                clean = False
        self.channel.send(pack_report(status, self.stopped, cpu, wall, peak, clean))
        if status == _RAISED and clean:
            program.preload("ast", "linecache", "traceback")  # what shows exceptions: one seldom comes alone
        return clean

    def _waited(self, child: int, request: RunRequest, start: float) -> tuple[int, float, int]:
        """Wait for the end of a run and of all that it started; return its status, CPU seconds and peak.

        Raises EOFError if nobody waits for the result.
        """
        self.alone = request.processes == 1
        alone = self.seccomp and self.alone  # it can't have started anything
        try:
            self.output_bytes, self.stopped = request.output_bytes, 0
            self.start, self.wall_s, self.cpu_s, self.news = start, request.wall_s, request.cpu_s, 0.0
            self.child = child
            if not self.armed or request.wall_s < _TICK_S:
                self._look_after(request.wall_s)
            if not alone and hasattr(os, "waitid"):  # it keeps its number until those it started are killed
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

    def _keep(self, key: str, start: int) -> None:
        """Keep what the first child of a program has compiled, and sealed before the program began.

        It lies in the job's file from `start` on. Not much of it: it counts as the next programs' memory.
        """
        if not 0 < fstat(program.JOB).st_size - start <= _MOST_CODE or not confine.is_sealed(program.JOB):
            return
        try:
            code = loads(program.content(program.JOB, start))  # noqa: S302 - see above
        except (EOFError, ValueError, TypeError):  # it did not come so far
            return
        if len(self.code) == _PROGRAMS:
            del self.code[next(iter(self.code))]
        self.code[key] = code

    def _poll_limits(self, *_: object) -> None:
        """Stop the run that goes on if it has to be. The alarm's handler: a wait goes on behind it.

        Raises EOFError if the channel is closed.
        """
        child, self.armed = self.child, False
        if not child:  # the next run will set it again
            return
        if self._abandoned():
            raise EOFError
        took, cpu = monotonic() - self.start, _cpu_seconds(child)
        left = min(self._left(took, cpu), self.cpu_s - cpu)
        if cpu >= self.cpu_s:
            self.stopped = CPU
        elif left <= 0:
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
            self._look_after(left)

    def _left(self, took: float, cpu: float) -> float:
        """Return the seconds after which the run's time by the clock may be over; none or less if it is.

        Time that it waits for a processor is not the program's: the more it has run, the longer it may take.
        It has not been waiting if it has run for as long as the clock allows.
        """
        if took < self.wall_s:
            return self.wall_s - took
        left = min(self.wall_s - cpu, longest_s(self.wall_s, cpu) - took)
        if left > 0 and took - self.news > _NEWS_S:
            self.news = took
            with contextlib.suppress(OSError):  # whoever does not read it does not wait for it
                self.channel.send(pack_report(0, GOES_ON, cpu, took, 0, True), MSG_DONTWAIT)
        return left

    def _abandoned(self) -> bool:
        """Return whether the channel's other end is closed, though a job may have been sent ahead."""
        poll = program.library("select").poll()  # not imported above: few runs take so long
        poll.register(self.channel, 0)  # asks for no event, and so for the end alone
        return bool(poll.poll(0))

    def _look_after(self, left_s: float) -> None:
        """Have the alarm ring when the run's time is over, or before that to look at it."""
        self.armed = True
        setitimer(ITIMER_REAL, max(0.001, min(left_s, _TICK_S)))  # 0 would be never

    def _kill(self, child: int) -> None:
        """Kill the child and whatever it has started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child, confine.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, confine.SIGKILL)
        if self.namespaces:  # nobody else lives here
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(-1, confine.SIGKILL)

    def _reap(self) -> float:
        """Wait for the orphans of the run, which are killed; return their CPU seconds."""
        cpu = 0.0
        while self.adopts:
            if not self.namespaces:
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
    """Return the processor time of a process and its threads so far, 0 where the kernel does not tell.

    That of the processes that it has started is not in it.
    """
    try:
        return clock_gettime(~child << 3 | 2)  # the clock that `clock_getcpuclockid` of libc makes of it
    except OSError:
        return 0.0


def _threads(process: int) -> int:
    """Return how many threads it has; 0 where that is not known."""
    try:
        return os.stat(f"/proc/{process}/task").st_nlink - 2
    except OSError:
        return 0


def _become(user: int) -> None:
    """Be that user and group, and no other, from here on: with it go all rights of root."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def _own_pid_namespace(config: dict[str, Any]) -> bool:
    """Return whether this server may kill every process it sees. Raises SystemExit if it was promised."""
    if not config["namespaces"]:
        return False
    if os.readlink("/proc/self/ns/pid") == config["parent_pid_namespace"] or os.getppid() > 1:
        raise SystemExit("the namespaces that were asked for are not there")
    return True


def _own_proc() -> list[str]:
    """Return the folder of /proc where this server finds its children."""
    return [f"/proc/{os.getpid()}/task"]


def _kill_children() -> None:
    with contextlib.suppress(OSError), open(f"/proc/self/task/{os.getpid()}/children") as file:
        for pid in file.read().split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), confine.SIGKILL)


def _default_signals() -> None:
    """Forget what the judge's process ignores and blocks: a program is to find what it finds elsewhere."""
    for number in _signal.valid_signals():
        with contextlib.suppress(OSError):  # SIGKILL and SIGSTOP
            signal(number, _signal.SIG_DFL)
    for number in (_signal.SIGPIPE, _signal.SIGXFSZ):
        signal(number, _signal.SIG_IGN)  # as the interpreter has it
    signal(_signal.SIGINT, _signal.default_int_handler)
    _signal.pthread_sigmask(_signal.SIG_SETMASK, [])


def main() -> None:
    """Serve until the socket closes."""
    _default_signals()
    dup2(int(sys.argv[1]), _CHANNEL)
    os.set_inheritable(_CHANNEL, False)
    channel = socket(fileno=_CHANNEL)
    config = json.loads(sys.argv[2])
    for number in range(3, program.JOB + 1):  # taken, so that nothing else gets them
        dup2(0, number)
    server = Server(config, channel)
    with contextlib.suppress(ValueError, OSError):  # deep recursion in C; the kernel leaves at least 128 MB
        resource.setrlimit(resource.RLIMIT_STACK, (120 << 20, resource.RLIM_INFINITY))
    gc.collect()
    gc.disable()
    gc.freeze()  # as in `program.preload`
    requests: dict[bytes, RunRequest] = {}  # most come again, for a program's next test
    try:
        channel.send(json.dumps(server.features()).encode())
        while True:
            line, control, _, _ = channel.recvmsg(1 << 16, _CONTROL)
            if not line:
                break
            if line not in requests:
                requests = {line: RunRequest.unpack(line)}
            if not server.serve(requests[line], _FIVE.unpack(control[0][2])):
                break  # another job may be waiting already: it is for another server
    except (EOFError, BrokenPipeError, ConnectionResetError):  # nobody is there any more
        pass
    if not server.namespaces:  # whoever made the folder may have been killed
        sys.path.pop(0)  # the programs' own: they may have left a `shutil.py`
        import shutil  # not above: it brings the compression libraries along

        with contextlib.suppress(RecursionError):  # too deep: whoever made the folder removes it
            shutil.rmtree(server.run_dir, ignore_errors=True)
