"""The child's part: take limits, run one program as `__main__`, report, and leave.

Whatever the program does to this process it does to itself: how the run ended, what it used and what
it printed are seen by the server, from outside. The report says only what no one else can know: the
exception, and the value that a function returned, as the text of a literal.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import json
import marshal
import os
import sys

# By name what every child uses: a module that is asked for a name is written to, and so is its dictionary
# (`warm`).
from _signal import SIG_DFL, SIGALRM, signal  # type: ignore[import-not-found]
from atexit import _run_exitfuncs
from collections.abc import Callable
from gc import collect as collect_garbage
from gc import enable as enable_collector
from gc import freeze
from os import _exit, closerange, setsid
from resource import RLIMIT_AS, RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_NOFILE, RLIMIT_NPROC, setrlimit
from types import CodeType, ModuleType, TracebackType
from typing import Any, NamedTuple

from .confine import AloneRules, die_with, drop_privileges, flush_c, seal
from .protocol import TEXT, RunRequest, report_bytes
from .values import literal

NAME = "program.py"
_DEPTH = 6 if sys.version_info < (3, 12) else 5
"""Frames of ours below a program's, and `exec` while it counted: its recursion limit is to be its own."""

REPORT, JOB = 3, 4
"""Descriptors of a child, after standard input, output and error."""

_ASIDE: dict[str, ModuleType] = {}
"""Libraries that were imported for what is done after a program: it is not to find them in `sys.modules`."""


class Rules(NamedTuple):
    """What every child of a server is held to beyond what the server itself is."""

    alone: AloneRules | None
    """The seccomp rules of a program that may start no other process."""
    server: int | None
    """The process to die with; None where the namespace does it."""
    open_files: int
    """The server's own limit, which its children inherit."""
    cpu_times: int
    """How many times what a program has of CPU time its own limit is, where the server watches that, too."""
    names: dict[str, Any]
    """What every `__main__` begins with."""


class Source:
    """The program's loader, which `inspect` and `traceback` ask for its text."""

    def get_source(self, name: str) -> str:
        """Return the source."""
        source: str = _job()["source"]
        return source


def prepare() -> dict[str, Any]:
    """Make the interpreter look as one that was started with a program; return what `__main__` begins with.

    Once, in the server, so that its children need not.
    """
    for name in [name for name in sys.modules if name == "ctypes" or name.startswith(f"{__package__}")]:
        del sys.modules[name]
    sys.argv = [NAME]
    sys.path.insert(0, os.getcwd())
    vars(builtins).update(exit=sys.exit, quit=sys.exit)  # what `site` would have put there
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        stream = _stream(number, f"<{name}>", mode)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.setrecursionlimit(sys.getrecursionlimit() + _DEPTH)
    path = os.path.join(os.getcwd(), NAME)
    cached = {"__cached__": None} if sys.version_info < (3, 15) else {}
    return {"__builtins__": builtins, **cached, "__file__": path, "__loader__": Source()}


def preload(*names: str) -> None:
    """Import libraries that are used after a program: once, in the server, and not in each child."""
    if all(name in _ASIDE or name in sys.modules for name in names):
        return
    before = set(sys.modules)
    sys.modules.update(_ASIDE)
    folder = sys.path.pop(0)  # the programs' own: what they leave there is not for the server
    with contextlib.suppress(ImportError, OSError):  # then each child tries
        for name in names:
            __import__(name)
    sys.path.insert(0, folder)
    _ASIDE.update((name, sys.modules.pop(name)) for name in set(sys.modules) - before)
    freeze()  # else every child copies the pages that its collector walks over


def library(name: str) -> ModuleType:
    """Return a library for the server itself, which no program finds. Raises KeyError if there is none."""
    preload(name)
    return _ASIDE.get(name) or sys.modules[name]


def _put_back() -> None:
    """Have the libraries at hand; where the program has imported one itself, its own."""
    for name, module in _ASIDE.items():
        sys.modules.setdefault(name, module)


def main(request: RunRequest, code: CodeType | None, rules: Rules) -> None:
    """Run the job that lies behind the descriptors. Does not return.

    If it is a plain one, and its code is there, nothing else is read. Few functions, and long ones: each that
    is called costs copies of memory (`warm`).
    """
    _, plain, collect, _, cpu_s, memory_mb, output_bytes, processes, tasks, open_files = request
    alone, server, inherited, cpu_times, names = rules
    signal(SIGALRM, SIG_DFL)  # the handler is the server's own
    closerange(JOB + 1, 1 << 16)
    setsid()
    if server is not None:
        die_with(server)
    memory = memory_mb << 20
    if sys.platform != "darwin":  # macOS refuses to limit memory
        setrlimit(RLIMIT_AS, (memory, memory))
    # At the first SIGXCPU, which tells the server what happened; a program that catches it is killed later.
    setrlimit(RLIMIT_CPU, (cpu_times * cpu_s, cpu_times * cpu_s + 1))
    if open_files != inherited:
        setrlimit(RLIMIT_NOFILE, (open_files, open_files))
    # A bound that root is not held to; seccomp refuses other processes where there is to be one.
    setrlimit(RLIMIT_NPROC, (tasks, tasks))
    drop_privileges(alone if processes == 1 else None)
    report, status, size = _run(plain, code, output_bytes, names)
    _finalize(collect)
    if report:
        with contextlib.suppress(OSError):  # the program has closed it: then there is no report
            setrlimit(RLIMIT_FSIZE, (size + report_bytes(output_bytes),) * 2)
            text = json.dumps(report, ensure_ascii=False)
            os.pwrite(REPORT, text.encode("utf-8", "surrogatepass"), size)
    _exit(status)


def _job() -> dict[str, Any]:
    """Return the job, which the parent wrote and no program can have reached."""
    return marshal.loads(content(JOB))  # type: ignore[no-any-return] # noqa: S302 - the parent's


def content(fd: int, start: int = 0) -> bytes:
    """Return the whole file, from `start` on."""
    return os.pread(fd, os.fstat(fd).st_size - start, start)


def _lay_out(files: dict[str, str]) -> None:
    for name, text in files.items():
        folder = os.path.dirname(name)
        if folder:
            os.makedirs(folder, exist_ok=True)
        if not name.endswith("/"):
            with open(name, "w", encoding="utf-8", errors="surrogatepass", newline="") as file:
                file.write(text)


def _run(
    plain: bool, code: CodeType | None, output_bytes: int, main_names: dict[str, Any]
) -> tuple[dict[str, Any], int, int]:
    """Return the report, empty if there is nothing to say, the exit status, and the record's size."""
    report: dict[str, Any] = {}
    status = size = 0
    entry = end = None
    begin: Callable[[], CodeType | None] | None = None
    try:
        if code is None or not plain:
            job = _job()
            entry = job["entry"]
            _lay_out(job["files"])
            sys.argv += job["arguments"]
            begin, end, size = _recording(job)
            code = code or _compiled(job["source"])
        most = size + report_bytes(output_bytes)
        setrlimit(RLIMIT_FSIZE, (output_bytes + 1, most))
        module = ModuleType("__main__")  # a fresh one: what the server froze is never finalised
        names = module.__dict__
        names.update(main_names)
        if sys.version_info < (3, 14):  # then there is none until it is asked for (PEP 649)
            names["__annotations__"] = {}
        sys.modules["__main__"] = module
        del module
        enable_collector()
        try:
            if begin is not None:
                code = begin() or code
            exec(code, names)
            if entry is not None:
                report["value"] = _called(entry, job["input"], output_bytes)
        finally:
            if end is not None:
                end()
    except SystemExit as stop:
        status = _exit_status(stop)
        if status:
            _describe(report, stop, f"SystemExit: {_text(stop)}")
        elif entry is not None:
            _describe(report, stop, "SystemExit: the program left before the function returned")
    except BaseException as error:  # whatever the program raised is its result
        status = 1
        _describe(report, error, f"{type(error).__name__}: {_text(error)}")
        _show(error)
    return report, status, size


def _recording(
    job: dict[str, Any],
) -> tuple[Callable[[], CodeType | None] | None, Callable[[], None] | None, int]:
    """Return what is to be called before and after the program, and the size of the record."""
    if "recorder" not in job:
        return None, None, 0
    modules, settings, size = job["recorder"]
    for name, code in modules:
        module = sys.modules[name] = ModuleType(name)
        exec(code, vars(module))
    begin, end = module.recorder(_memory(size), settings)
    for name, _ in modules:
        del sys.modules[name]
    return begin, end, size


def _memory(size: int) -> Any:
    """Return the first `size` bytes of the report's file as memory."""
    import mmap  # only here: few runs have a record

    os.ftruncate(REPORT, size)
    copy = os.dup(REPORT)
    os.close(copy)
    memory = mmap.mmap(REPORT, size)  # it has taken that number for a copy that it does not need
    os.close(copy)
    return memory


def _compiled(source: str) -> CodeType:
    """Return the compiled source, and leave it for the next children of the same program.

    Behind the job, where no program can write any more.
    """
    code = compile(source.removeprefix("\ufeff"), NAME, "exec", dont_inherit=True)
    os.pwrite(JOB, marshal.dumps(code), os.fstat(JOB).st_size)
    seal(JOB)
    return code


def _stream(number: int, name: str, mode: str) -> io.TextIOWrapper:
    raw = io.FileIO(number, mode, closefd=False)
    raw.name = name
    buffer = io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
    errors = "backslashreplace" if number == 2 else "strict"
    text = io.TextIOWrapper(buffer, "utf-8", errors, newline="\n", line_buffering=number == 2)
    vars(text)["mode"] = mode
    return text


def _called(entry: str, text: str, output_bytes: int) -> str:
    positional, named = arguments(text)
    value = getattr(sys.modules["__main__"], entry)(*positional, **named)
    sys.set_int_max_str_digits(0)
    out = literal(value)
    if len(out.encode("utf-8", "surrogatepass")) > output_bytes:
        raise ValueError(f"the returned value is longer than {output_bytes} bytes")
    return out


def arguments(text: str) -> tuple[list[Any], dict[str, Any]]:
    """Return a call's arguments from the text between its parentheses. Raises ValueError."""
    _put_back()
    import ast  # only here: the server of programs that are not called does without

    try:
        call = ast.parse(f"f({text})", mode="eval").body
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            raise ValueError("more than one call")
        if any(isinstance(one, ast.Starred) for one in call.args) or any(
            not one.arg for one in call.keywords
        ):
            raise ValueError("* and ** are not taken; name each argument")
        with contextlib.suppress(ValueError, TypeError):  # of what is no literal, as `range(3)`
            named = {str(one.arg): ast.literal_eval(one.value) for one in call.keywords}
            return [ast.literal_eval(one) for one in call.args], named
        passed = eval(f"lambda __f: __f({text})", vars(sys.modules["__main__"]))  # noqa: S307 - as `exec`
        return passed(lambda *a, **k: ([*a], k))  # type: ignore[no-any-return]
    except Exception as error:
        why = f"the arguments ({text[:200]}) can't be evaluated: {type(error).__name__}: {_text(error)[:200]}"
        raise (MemoryError if isinstance(error, MemoryError) else ValueError)(why) from None


def _exit_status(stop: SystemExit) -> int:
    if stop.code is None:
        return 0
    if isinstance(stop.code, int):
        return stop.code & 0xFF if -(1 << 63) <= stop.code < 1 << 63 else 0xFF
    with contextlib.suppress(Exception):
        print(stop.code, file=sys.stderr)
    return 1


def _describe(report: dict[str, Any], error: BaseException, text: str) -> None:
    lines = [frame.tb_lineno for frame in _frames(error) if frame.tb_frame.f_code.co_filename == NAME]
    line = error.lineno if isinstance(error, SyntaxError) else next(reversed(lines), None)
    report.update(error=text[:TEXT], type=type(error).__name__[:TEXT], line=line)
    report.update(memory=isinstance(error, MemoryError), value=None)


def _frames(error: BaseException) -> list[TracebackType]:
    out, frame = [], error.__traceback__
    while frame is not None:
        out.append(frame)
        frame = frame.tb_next
    return out


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:  # the program's own __str__
        return ""


def _show(error: BaseException) -> None:
    """Print the traceback as the interpreter does, without our own frames."""
    ours = _show.__code__.co_filename
    own = [frame for frame in _frames(error) if frame.tb_frame.f_code.co_filename != ours]
    with contextlib.suppress(BaseException):
        error.__traceback__ = own[0] if own else None
        if sys.excepthook is not sys.__excepthook__:
            sys.excepthook(type(error), error, error.__traceback__)
            return
        _put_back()
        import linecache  # only here: most programs end well
        import traceback

        source = Source().get_source("__main__")
        linecache.cache[NAME] = (len(source), None, source.splitlines(keepends=True), NAME)
        traceback.print_exception(error)


def _finalize(collect: bool) -> None:
    """Do what the interpreter does at its end, in its order; it, too, goes on after an exception."""
    threading = sys.modules.get("threading")  # not imported here: it makes each fork a third slower
    if threading is not None:
        with contextlib.suppress(BaseException):
            threading._shutdown()
    try:  # noqa: SIM105 - `suppress` is slower
        _run_exitfuncs()
    except BaseException:  # noqa: S110
        pass
    _flush()
    try:
        sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__
        del sys.modules["__main__"]
    except BaseException:  # noqa: S110
        pass
    if collect:
        with contextlib.suppress(BaseException):
            collect_garbage()
    _flush()
    if "ctypes" in sys.modules:  # the program's own: ours is not there
        flush_c()


def _flush() -> None:
    try:  # noqa: SIM105
        sys.stdout.flush()  # whatever the program has put there
    except BaseException:  # noqa: S110
        pass
    try:  # noqa: SIM105
        sys.stderr.flush()
    except BaseException:  # noqa: S110
        pass
