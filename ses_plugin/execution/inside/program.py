"""The child's part: take limits, run one program as `__main__`, write a report, and exit.

A program that breaks this process only harms itself: the server sees from outside how the run ended, what it
used and what it printed. The report has only what can't be seen from there: the exception, and the value
that a function returned, as a literal.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import json
import marshal
import os
import sys

# Names that every child uses are imported by name: an attribute of a module is a write to the pages of the
# module and its dictionary, which each child would have to copy (`warm`).
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
# Our frames below a program's (`exec` counted as one before 3.12): added to the recursion limit, so that a
# program reaches the same depth as without them.
_DEPTH = 6 if sys.version_info < (3, 12) else 5

REPORT, JOB = 3, 4
"""Descriptors of a child, after standard input, output and error."""

# Libraries that we use after a program: not in `sys.modules`, where it could see or break them.
_ASIDE: dict[str, ModuleType] = {}

_Begin = Callable[[], CodeType | None]  # may return code to run in the place of the program


class Rules(NamedTuple):
    """The limits of every child of a server, in addition to the server's own."""

    alone: AloneRules | None
    """The seccomp rules of a program that may have one process."""
    server: int | None
    """The process to die with; None where the end of the namespace kills all in it."""
    open_files: int
    """The server's own limit, which its children inherit."""
    cpu_times: int
    """The kernel's limit of CPU time as a multiple of the program's: 2 where the server checks it, too."""
    names: dict[str, Any]
    """The initial names of every `__main__`."""


class Source:
    """The program's loader, from which `inspect` and `traceback` get its source."""

    def get_source(self, name: str) -> str:
        """Return the source of the program; it is in no file."""
        source: str = _job()["source"]
        return source


def prepare() -> dict[str, Any]:
    """Make the interpreter look like one started with a program; return the initial names of `__main__`.

    Once, in the server: what a child need not do costs nothing per run.
    """
    # `ctypes` would give a program the server's own functions, and `inside` our modules.
    for name in [name for name in sys.modules if name == "ctypes" or name.startswith(f"{__package__}")]:
        del sys.modules[name]
    sys.argv = [NAME]
    sys.path.insert(0, os.getcwd())
    vars(builtins).update(exit=sys.exit, quit=sys.exit)  # which `site` defines; we start without it (-S)
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        stream = _stream(number, f"<{name}>", mode)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.setrecursionlimit(sys.getrecursionlimit() + _DEPTH)
    path = os.path.join(os.getcwd(), NAME)
    cached = {"__cached__": None} if sys.version_info < (3, 15) else {}
    return {"__builtins__": builtins, **cached, "__file__": path, "__loader__": Source()}


def preload(*names: str) -> None:
    """Import libraries that are used after a program, once in the server and not in each child."""
    if all(name in _ASIDE or name in sys.modules for name in names):
        return
    before = set(sys.modules)
    sys.modules.update(_ASIDE)
    folder = sys.path.pop(
        0
    )  # the programs' folder: else the server would import a module that one left there
    with contextlib.suppress(ImportError, OSError):  # then each child tries it again
        for name in names:
            __import__(name)
    sys.path.insert(0, folder)
    _ASIDE.update((name, sys.modules.pop(name)) for name in set(sys.modules) - before)
    freeze()  # else each child's garbage collector writes to all objects, and so copies their pages


def library(name: str) -> ModuleType:
    """Return a library for the server, hidden from programs. Raises KeyError if it can't be imported."""
    preload(name)
    return _ASIDE.get(name) or sys.modules[name]


def _put_back() -> None:
    """Put our libraries into `sys.modules`, except those that the program has imported itself."""
    for name, module in _ASIDE.items():
        sys.modules.setdefault(name, module)


def main(request: RunRequest, code: CodeType | None, rules: Rules) -> None:
    """Run the job in the file JOB. Does not return.

    For a plain job whose `code` is given the file isn't read. Few functions, and long ones: each function
    that is called costs copies of memory (`warm`).
    """
    _, plain, collect, _, cpu_s, memory_mb, output_bytes, processes, tasks, open_files = request
    alone, server, inherited, cpu_times, names = rules
    # The order matters: close the server's channel before anything else, take limits while this process may
    # still change them, and give up the last rights right before the program.
    signal(SIGALRM, SIG_DFL)  # the server's handler
    closerange(JOB + 1, 1 << 16)
    setsid()  # so that the server can kill the whole process group, and no signal of the group reaches it
    if server is not None:
        die_with(server)
    memory = memory_mb << 20
    if sys.platform != "darwin":  # macOS refuses to limit memory
        setrlimit(RLIMIT_AS, (memory, memory))
    # SIGXCPU at the soft limit: the status shows why the run ended. A program that catches the signal is
    # killed a second later, at the hard limit.
    setrlimit(RLIMIT_CPU, (cpu_times * cpu_s, cpu_times * cpu_s + 1))
    if open_files != inherited:
        setrlimit(RLIMIT_NOFILE, (open_files, open_files))
    # Root is exempt from this limit; where a run may have one process, seccomp refuses others.
    setrlimit(RLIMIT_NPROC, (tasks, tasks))
    drop_privileges(alone if processes == 1 else None)
    report, status, size = _run(plain, code, output_bytes, names)
    _finalize(collect)
    if report:
        with contextlib.suppress(OSError):  # the program has closed the file: then there is no report
            setrlimit(RLIMIT_FSIZE, (size + report_bytes(output_bytes),) * 2)
            text = json.dumps(report, ensure_ascii=False)
            os.pwrite(REPORT, text.encode("utf-8", "surrogatepass"), size)
    _exit(status)  # `_finalize` has done what the interpreter's own end would do, which takes longer


def _job() -> dict[str, Any]:
    """Return the job, which the parent wrote; no program has run in this process yet that could change it."""
    return marshal.loads(content(JOB))  # type: ignore[no-any-return] # noqa: S302 - the parent's


def content(fd: int, start: int = 0) -> bytes:
    """Return the content of a file from `start` on, without moving its offset."""
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
    """Run the program; return its report (empty: nothing to report), exit status, and the record's size."""
    report: dict[str, Any] = {}
    status = size = 0
    entry = end = None
    begin: _Begin | None = None
    try:
        if code is None or not plain:
            job = _job()
            entry = job["entry"]
            _lay_out(job["files"])
            sys.argv += job["arguments"]
            begin, end, size = _load_recorder(job)
            code = code or _compile(job["source"])
        most = size + report_bytes(output_bytes)
        # One byte more than allowed, so that the server sees that it was more.
        setrlimit(RLIMIT_FSIZE, (output_bytes + 1, most))
        module = ModuleType("__main__")  # a new one: objects that the server froze are never finalised
        names = module.__dict__
        names.update(main_names)
        if sys.version_info < (3, 14):  # from 3.14 on it is made on demand (PEP 649)
            names["__annotations__"] = {}
        sys.modules["__main__"] = module
        del module  # else this frame would keep it alive past `_finalize`
        enable_collector()
        try:
            if begin is not None:
                code = begin() or code
            exec(code, names)
            if entry is not None:
                report["value"] = _call(entry, job["input"], output_bytes)
        finally:
            if end is not None:
                end()
    except SystemExit as stop:
        status = _exit_status(stop)
        if status:
            _describe(report, stop, f"SystemExit: {_text(stop)}")
        elif entry is not None:
            _describe(report, stop, "SystemExit: the program left before the function returned")
    except BaseException as error:  # any exception of the program is its result
        status = 1
        _describe(report, error, f"{type(error).__name__}: {_text(error)}")
        _show(error)
    return report, status, size


def _load_recorder(job: dict[str, Any]) -> tuple[_Begin | None, Callable[[], None] | None, int]:
    """Return what to call before and after the program, and the size of the record in bytes."""
    if "recorder" not in job:
        return None, None, 0
    modules, settings, size = job["recorder"]
    for name, code in modules:
        module = sys.modules[name] = ModuleType(name)
        exec(code, vars(module))
    begin, end = module.recorder(_memory(size), settings)
    for name, _ in modules:
        del sys.modules[name]  # the program must not find them
    return begin, end, size


def _memory(size: int) -> Any:
    """Return the first `size` bytes of the report's file as memory, which outlives this process."""
    import mmap  # only here: few runs have a record

    os.ftruncate(REPORT, size)
    # `mmap` keeps a duplicate of the descriptor, which it doesn't need and a program could find. It gets the
    # lowest free number: that which `copy` has shown.
    copy = os.dup(REPORT)
    os.close(copy)
    memory = mmap.mmap(REPORT, size)
    os.close(copy)
    return memory


def _compile(source: str) -> CodeType:
    """Return the compiled source, and append it to the job for the next children of the same program.

    Sealed before the program starts, so that no program can put other code there. The server itself never
    compiles: a hostile source could crash it, or leave it with memory that it never gives back.
    """
    code = compile(source.removeprefix("\ufeff"), NAME, "exec", dont_inherit=True)
    os.pwrite(JOB, marshal.dumps(code), os.fstat(JOB).st_size)
    seal(JOB)
    return code


def _stream(number: int, name: str, mode: str) -> io.TextIOWrapper:
    """Return a standard stream as the interpreter would make it for a pipe, in UTF-8."""
    raw = io.FileIO(number, mode, closefd=False)
    raw.name = name
    buffer = io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
    errors = "backslashreplace" if number == 2 else "strict"
    text = io.TextIOWrapper(buffer, "utf-8", errors, newline="\n", line_buffering=number == 2)
    vars(text)["mode"] = mode
    return text


def _call(entry: str, text: str, output_bytes: int) -> str:
    """Call the function named `entry` with the arguments in `text`; return its value as a literal."""
    positional, named = arguments(text)
    value = getattr(sys.modules["__main__"], entry)(*positional, **named)
    sys.set_int_max_str_digits(0)  # only now: the program itself finds the interpreter's limit
    value_text = literal(value)
    if len(value_text.encode("utf-8", "surrogatepass")) > output_bytes:
        raise ValueError(f"the returned value is longer than {output_bytes} bytes")
    return value_text


def arguments(text: str) -> tuple[list[Any], dict[str, Any]]:
    """Return a call's arguments from the text between its parentheses. Raises ValueError."""
    _put_back()
    import ast  # only here: a server whose programs are never called does without it

    try:
        call = ast.parse(f"f({text})", mode="eval").body
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            raise ValueError("more than one call")
        if any(isinstance(argument, ast.Starred) for argument in call.args) or any(
            not keyword.arg for keyword in call.keywords
        ):
            raise ValueError("* and ** are not allowed; name each argument")
        with contextlib.suppress(ValueError, TypeError):  # an argument is not a literal, as in `range(3)`
            named = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
            return [ast.literal_eval(argument) for argument in call.args], named
        # Among the program's names, and in its sandbox. A lambda, so that keywords stay keywords.
        call_with = eval(f"lambda __f: __f({text})", vars(sys.modules["__main__"]))  # noqa: S307 - as `exec`
        return call_with(lambda *a, **k: ([*a], k))  # type: ignore[no-any-return]
    except Exception as error:
        reason = f"{type(error).__name__}: {_text(error)[:200]}"
        message = f"the arguments ({text[:200]}) can't be evaluated: {reason}"
        raise (MemoryError if isinstance(error, MemoryError) else ValueError)(message) from None


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
    frames, frame = [], error.__traceback__
    while frame is not None:
        frames.append(frame)
        frame = frame.tb_next
    return frames


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:  # raised by the program's `__str__`
        return ""


def _show(error: BaseException) -> None:
    """Print the traceback as the interpreter does, without our frames."""
    ours = _show.__code__.co_filename
    frames = [frame for frame in _frames(error) if frame.tb_frame.f_code.co_filename != ours]
    with contextlib.suppress(BaseException):
        error.__traceback__ = frames[0] if frames else None
        if sys.excepthook is not sys.__excepthook__:
            sys.excepthook(type(error), error, error.__traceback__)
            return
        _put_back()
        import linecache  # only here: most programs raise nothing
        import traceback

        source = Source().get_source("__main__")
        linecache.cache[NAME] = (len(source), None, source.splitlines(keepends=True), NAME)
        traceback.print_exception(error)


def _finalize(collect: bool) -> None:
    """Do what the interpreter does at its end, in its order; like it, continue after an exception.

    Wait for threads, call `atexit` functions, flush, finalise `__main__` and cycles, flush again.
    """
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
    if "ctypes" in sys.modules:  # imported by the program, which may have called C's printf
        flush_c()


def _flush() -> None:
    try:  # noqa: SIM105
        sys.stdout.flush()  # it may be any object that the program has put there
    except BaseException:  # noqa: S110
        pass
    try:  # noqa: SIM105
        sys.stderr.flush()
    except BaseException:  # noqa: S110
        pass
