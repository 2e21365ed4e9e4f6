"""Programs that attack the sandbox, each run in it: what they must not reach, and what must be right after.

A program that fails by its own slip attacks nothing, so what a successful attack looks like is checked too:
where the weak level can't stop it, its outcome there (`# weak:`) is another than the one expected.
"""

from __future__ import annotations

import ctypes
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType

import pytest

from ses_plugin.errors import SandboxError
from ses_plugin.execution import Sandbox
from ses_plugin.execution.inside.protocol import PATIENCE
from ses_plugin.types.program import ExecutionResult, Limits, Outcome, Program

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the attacks are about Linux")

PROGRAMS = sorted(Path(__file__).with_name("programs").glob("*.py"))
LEVELS = ("namespaces", "rlimits")
LIMITS = Limits(wall_s=3, cpu_s=2, memory_mb=256, output_bytes=100_000)
SHORT = replace(LIMITS, wall_s=1.5, cpu_s=1)
"""For programs that end by one of these limits only: they are the same attacks in half of the time."""
VARIABLE = "SES_HOSTILE_SECRET"
SIGNALS = (signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGCONT)
SIGNS = {"␀": "\0", "⦅": "(" * 10_000}  # what no readable file could hold
SLIPS = (
    "NameError",
    "AttributeError",
    "ImportError",
    "ModuleNotFoundError",
    "IndexError",
    "KeyError",
    "EOFError",
)
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER

# What the run before may have left: memory, files, modules, environment, and the folder itself.
_LOOK = """
import hashlib, math, os, random
here = os.stat(".")
seen = [hash("a"), os.listdir(), len(os.environ), oct(here.st_mode), here.st_mtime > 1e9]
seen += [os.listxattr("."), math.pi, random.Random(1).random(), os.umask(0o22)]
with open("own", "w") as file:
    file.write("text")
"""
READS = Program(_LOOK + "print(sum(map(int, input().split())), seen)")
RETURNS = Program(_LOOK + "def f(*numbers):\n    return sum(numbers), seen", "f")


@dataclass(frozen=True)
class Attack:
    """One hostile program, and what its first comments say of it."""

    name: str
    source: str
    says: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> Attack:
        source = path.read_text(encoding="utf-8")
        says: dict[str, str] = {}
        for line in source.splitlines():
            key, colon, words = line.removeprefix("# ").partition(": ")
            if not (line.startswith("# ") and colon):
                break
            says[key] = words
        for sign, text in SIGNS.items():
            source = source.replace(sign, text)
        return cls(path.stem, source, says)

    def outcomes(self, level: str) -> set[Outcome]:
        """Return the outcomes that are right."""
        words = self.says["expects"]
        if level == "rlimits":
            words = self.says.get("weak", words)
        return {Outcome(word.strip()) for word in words.split(",")}

    @property
    def limits(self) -> Limits:
        """The limits to run it with."""
        return SHORT if self.says["expects"] == Outcome.TIMEOUT.value else LIMITS

    def may_leak(self, level: str) -> bool:
        return level == "rlimits" and "leaks" in self.says


ATTACKS = [Attack.read(path) for path in PROGRAMS]


@dataclass
class Canaries:
    """A secret in all places where a program might find it, and what tells that someone was there."""

    folder: Path
    token: str = field(default_factory=lambda: "token" + secrets.token_hex(12))
    signals: list[int] = field(default_factory=list)

    def __enter__(self) -> Canaries:
        self.folder.mkdir()
        self.folder.chmod(0o755)
        self.file = self.folder / "secret"
        self.file.write_text(self.token)
        self.file.chmod(0o644)
        self.before = self._state()
        os.environ[VARIABLE] = self.token
        self.descriptor = os.open(self.file, os.O_RDONLY)
        os.set_inheritable(self.descriptor, True)
        self.sockets = self._listening()
        # What the test itself must survive happens to this process: it has the secret from its start.
        self.keeper = subprocess.Popen(
            ["sleep", "600"], env={VARIABLE: self.token}, pass_fds=[self.descriptor], stdin=subprocess.DEVNULL
        )
        self.handlers = {number: signal.signal(number, self._note) for number in SIGNALS}
        return self

    def _listening(self) -> list[socket.socket]:
        self.abstract = f"ses-hostile-{self.token[-8:]}"
        tcp = socket.create_server(("127.0.0.1", 0))
        self.port = int(tcp.getsockname()[1])
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", self.port))
        stream = socket.socket(socket.AF_UNIX)
        stream.bind("\0" + self.abstract)
        stream.listen()
        datagrams = [socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(2)]
        datagrams[0].bind("\0" + self.abstract + "-datagram")
        datagrams[1].bind(f"{self.file}.socket")
        sockets = [tcp, stream, udp, *datagrams]
        for one in sockets:
            one.setblocking(False)
        return sockets

    def __exit__(self, *_: object) -> None:
        for number, handler in self.handlers.items():
            signal.signal(number, handler)
        self.keeper.kill()
        self.keeper.wait()
        for one in self.sockets:
            one.close()
        os.close(self.descriptor)
        os.environ.pop(VARIABLE, None)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.signals.append(number)

    def _state(self) -> tuple[object, ...]:
        info = self.file.stat()
        return self.file.read_text(), info.st_mode, info.st_nlink, info.st_mtime_ns

    def input(self) -> str:
        """Return the line by which a program learns where everything is, the secret left out."""
        places = {
            "file": str(self.file),
            "port": self.port,
            "abstract": self.abstract,
            "parent": os.getpid(),
            "keeper": self.keeper.pid,
            "variable": VARIABLE,
        }
        return json.dumps(places) + "\n"

    def harm(self, ran: ExecutionResult) -> list[str]:
        """Return what the program did that it must not be able to."""
        found = []
        if self.token in f"{ran.stdout}{ran.stderr_tail}{ran.value}{ran.error}":
            found.append("it found the secret")
        try:
            if self._state() != self.before:
                found.append("it changed the file")
        except OSError:
            found.append("it removed the file")
        names = {path.name for path in self.folder.iterdir()} if self.folder.is_dir() else set()
        if names - {"secret", "secret.socket"}:
            found.append("it made files outside")
        found += [f"it reached a server ({one.getsockname()!r})" for one in self.sockets if _reached(one)]
        if self.signals:
            found.append(f"it sent signals: {self.signals}")
        return found + self._harm_to_keeper()

    def _harm_to_keeper(self) -> list[str]:
        pid = self.keeper.pid
        if self.keeper.poll() is not None:
            return ["it killed a process outside"]
        if _state_of(pid) not in ("S", "R"):
            return ["it stopped a process outside"]
        same = os.getpriority(os.PRIO_PROCESS, pid) == os.getpriority(os.PRIO_PROCESS, 0)
        same = same and os.sched_getaffinity(pid) == os.sched_getaffinity(0)
        limits = [Path(f"/proc/{number}/limits").read_text() for number in (pid, os.getpid())]
        same = same and _line(limits[0], "Max open files") == _line(limits[1], "Max open files")
        return [] if same else ["it changed how a process outside runs"]


def _line(text: str, start: str) -> str:
    return next((line for line in text.splitlines() if line.startswith(start)), "")


def _reached(server: socket.socket) -> bool:
    try:
        if server.type == socket.SOCK_STREAM:
            server.accept()[0].close()
        else:
            server.recv(100)
    except BlockingIOError:
        return False
    return True


def _state_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return "gone"


def _descendants() -> set[int]:
    """Return the living processes below this one: see `_orphans_come_here`."""
    parents: dict[int, int] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with suppress(OSError, IndexError, ValueError):
                state, parent = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[:2]
                if state == "Z":
                    if int(parent) == os.getpid() and _is_orphan(int(entry)):
                        os.waitpid(int(entry), os.WNOHANG)
                else:
                    parents[int(entry)] = int(parent)
    below, size = {os.getpid()}, 0
    while size != len(below):
        size = len(below)
        below |= {pid for pid, parent in parents.items() if parent in below}
    return below - {os.getpid()}


def _is_orphan(pid: int) -> bool:
    """Return whether process `pid` is in a session that isn't its own: all that tests start lead theirs."""
    return os.getsid(pid) not in (pid, os.getsid(0))


@pytest.fixture(scope="module", autouse=True)
def _orphans_come_here() -> Iterator[None]:
    """Make this process the parent of all orphans below it: else a daemon would not be seen."""
    libc = ctypes.CDLL(None)
    libc.prctl(_SUBREAPER, 1, 0, 0, 0)
    yield
    libc.prctl(_SUBREAPER, 0, 0, 0, 0)


@dataclass
class Level:
    """A sandbox of one level, and how innocent programs run in it before all attacks."""

    name: str
    sandbox: Sandbox
    innocent: list[tuple[Outcome, str, str | None, str]]
    processes: int
    others: set[int]
    """Processes below this one that aren't the sandbox's."""

    def left(self) -> set[int]:
        """Return what runs, if it is more than a sandbox needs; a server that was killed is replaced."""
        now = _descendants() - self.others
        return now if len(now) > self.processes else set()

    def renew(self, close: bool = True) -> None:
        """Take a new sandbox: what one attack broke is not the next one's failure."""
        if close:
            self.sandbox.close()
        for pid in _descendants() - self.others:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.sandbox = Sandbox(1, self.name)


@pytest.fixture(scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Have the sandboxes' folders where what an attack leaves can be removed, however deep."""
    folder = tmp_path_factory.mktemp("hostile")
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    yield folder
    tempfile.tempdir = before
    subprocess.run(["rm", "-rf", str(folder)], check=False)


@pytest.fixture(scope="module", params=LEVELS)
def level(request: pytest.FixtureRequest, _folder: Path) -> Iterator[Level]:
    others = _descendants()
    sandbox = Sandbox(1, request.param)
    try:
        innocent = _innocent(sandbox)
    except SandboxError as error:
        pytest.skip(str(error))
    assert all(outcome is Outcome.OK for outcome, *_ in innocent), innocent
    level = Level(request.param, sandbox, innocent, len(_descendants() - others), others)
    yield level
    level.sandbox.close()


def _innocent(sandbox: Sandbox) -> list[tuple[Outcome, str, str | None, str]]:
    """Return what ten innocent runs gave: five programs that read, five functions that are called."""
    runs = [sandbox.run(READS, f"{number} 2 3\n", LIMITS) for number in range(5)]
    runs += [sandbox.run(RETURNS, f"{number}, 2, 3", LIMITS) for number in range(5)]
    return [(ran.outcome, ran.stdout, ran.value, ran.stderr_tail) for ran in runs]


@contextmanager
def _alarm(seconds: int = 120) -> Iterator[None]:
    """Raise TimeoutError in a judge that hangs."""

    def ring(*_: object) -> None:
        raise TimeoutError("the judge hangs")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _soon(true: Callable[[], bool], seconds: float = 20.0) -> bool:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name for attack in ATTACKS])
def test_attack(level: Level, attack: Attack, tmp_path: Path) -> None:
    if attack.says.get("never") == level.name:
        pytest.skip(f"it would succeed under {level.name}: {attack.says['leaks']}")
    entry = attack.says.get("entry")
    with Canaries(tmp_path / "outside") as canaries, _alarm():
        start = time.monotonic()
        try:
            stdin = "" if entry else canaries.input()
            ran = level.sandbox.run(Program(attack.source, entry), stdin, attack.limits)
            seconds = time.monotonic() - start
            after = _innocent(level.sandbox)
        except BaseException:  # it broke the judge itself: its sandbox may wait for ever
            level.renew(close=False)
            raise
        harm = canaries.harm(ran)
    none_left = _soon(lambda: not level.left())
    left = level.left()
    if after != level.innocent or not none_left:
        level.renew()
    assert ran.outcome in attack.outcomes(level.name), ran
    assert ran.error_type not in SLIPS, f"the attack itself is wrong: {ran}"
    # Not counted is what it may have waited for a processor; nothing runs for longer than it may.
    assert seconds - PATIENCE * ran.cpu_s <= float(attack.says.get("seconds", 6)), ran
    assert ran.cpu_s <= attack.limits.cpu_s + 1.5, ran
    assert attack.may_leak(level.name) or not harm, (harm, ran)
    assert after == level.innocent, ran
    assert none_left, f"processes {left} are left"


def test_every_program_says_what_it_is() -> None:
    known = {"tries", "expects", "weak", "leaks", "seconds", "entry", "never"}
    assert len(ATTACKS) >= 64
    for attack in ATTACKS:
        assert {"tries", "expects"} <= set(attack.says) <= known, attack.name
        assert "leaks" in attack.says or "never" not in attack.says, attack.name
        compile("".join(attack.source.splitlines()[:1]), attack.name, "exec")
