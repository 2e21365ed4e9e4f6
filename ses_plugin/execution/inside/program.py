"""The child's part: take limits, run one program as `__main__`, report, and leave.

Whatever the program does to this process it does to itself: how the run ended, what it used and what
it printed are seen by the server, from outside. The report says only what no one else can know: the
exception, and the value that a function returned, as the text of a literal.
"""

from __future__ import annotations

import ast
import atexit
import builtins
import contextlib
import io
import json
import marshal
import os
import resource
import sys
import types
from dataclasses import dataclass
from types import CodeType
from typing import Any

from . import confine

NAME = "program.py"
REPORT = 3
"""Descriptor of the report, after standard input, output and error."""

_LEAVES = (bool, int, float, str, bytes, type(None))


@dataclass(frozen=True)
class Rules:
    """What every child of a server is held to beyond what the server itself is."""

    server: int
    run_dir: str
    seccomp: bool


def main(limits: dict[str, Any], descriptors: list[int], rules: Rules) -> None:
    """Run the job in `descriptors` (job, code, stdin, stdout, stderr, report). Does not return."""
    job, code = _arrange(descriptors)
    os.setsid()
    confine.die_with(rules.server)
    confine.set_dumpable(True)  # the server is not: a program may open its own /proc/self/fd/0
    _limit(limits)
    os.chdir(rules.run_dir)
    for name, text in job["files"].items():
        _write(name, text)
    if rules.seccomp and limits["processes"] == 1:
        confine.seccomp_alone()
    report, status = _run(job, code, limits["output_bytes"])
    with contextlib.suppress(OSError):  # the program has closed it: then there is no report
        os.write(REPORT, json.dumps(report).encode())
    os._exit(status)


def _arrange(descriptors: list[int]) -> tuple[dict[str, Any], int]:
    """Put the standard streams and the report where they belong, close all else; return job and code."""
    job_fd, code, *streams = descriptors
    job: dict[str, Any] = json.loads(os.pread(job_fd, os.fstat(job_fd).st_size, 0))
    for number, fd in enumerate([os.dup2(fd, 40 + number) for number, fd in enumerate([*streams, code])]):
        os.dup2(fd, number)
    os.closerange(REPORT + 2, 1 << 16)
    return job, REPORT + 1


def _write(name: str, text: str) -> None:
    folder = os.path.dirname(name)
    if folder:
        os.makedirs(folder, exist_ok=True)
    if not name.endswith("/"):
        with open(name, "w", encoding="utf-8", errors="surrogatepass", newline="") as file:
            file.write(text)


def _limit(limits: dict[str, Any]) -> None:
    memory = limits["memory_mb"] << 20
    with contextlib.suppress(ValueError, OSError):  # macOS refuses to limit memory
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_s"],) * 2)  # hard at once: a signal can be caught
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits["open_files"],) * 2)
    # A bound that root is not held to; seccomp refuses other processes where there is to be one.
    if limits["processes"] > 1:
        resource.setrlimit(resource.RLIMIT_NPROC, (limits["processes"],) * 2)


def _run(job: dict[str, Any], code_fd: int, output_bytes: int) -> tuple[dict[str, Any], int]:
    """Return the report and the exit status."""
    report: dict[str, Any] = {"error": None, "type": None, "line": None, "memory": False, "value": None}
    status = 0
    try:
        code = _code(job["source"], code_fd)
        resource.setrlimit(resource.RLIMIT_FSIZE, (output_bytes + 1,) * 2)
        os.close(code_fd)
        _fresh_interpreter(job)
        module = sys.modules["__main__"]
        exec(code, module.__dict__)
        if job["entry"] is not None:
            report["value"] = _called(module, job["entry"], job["input"], output_bytes)
    except SystemExit as stop:
        status = _exit_status(stop)
        if status:
            _describe(report, stop, f"SystemExit: {_text(stop)}")
        elif job["entry"] is not None:
            _describe(report, stop, "SystemExit: the program left before the function returned")
    except BaseException as error:  # whatever the program raised is its result
        status = 1
        _describe(report, error, f"{type(error).__name__}: {_text(error)}")
        _show(error, job["source"])
    _leave()
    return report, status


def _code(source: str, fd: int) -> CodeType:
    """Return the compiled source: compiled by the first child of a program, kept for the next ones."""
    size = os.fstat(fd).st_size
    if size:
        kept: CodeType = marshal.loads(os.pread(fd, size, 0))  # noqa: S302 - written below, by us
        return kept
    code = compile(source, NAME, "exec", dont_inherit=True)
    os.write(fd, marshal.dumps(code))
    return code


def _fresh_interpreter(job: dict[str, Any]) -> None:
    """Make the interpreter look as one that was started with the program."""
    module = types.ModuleType("__main__")
    vars(module).update(__file__=NAME, __builtins__=builtins)
    sys.modules["__main__"] = module
    for name in [name for name in sys.modules if name.partition(".")[0] == __package__]:
        del sys.modules[name]
    sys.argv = [NAME, *job["arguments"]]
    sys.path.insert(0, os.getcwd())
    vars(builtins).update(exit=sys.exit, quit=sys.exit)  # what `site` would have put there


def open_streams() -> None:
    """Make the standard streams as the interpreter does in a UTF-8 locale.

    Once, in the server, which never uses them: a child only puts its own files behind their descriptors.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        stream = _stream(number, f"<{name}>", mode)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _stream(number: int, name: str, mode: str) -> io.TextIOWrapper:
    raw = io.FileIO(number, mode, closefd=False)
    raw.name = name
    buffer = io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
    errors = "backslashreplace" if number == 2 else "strict"
    return io.TextIOWrapper(buffer, "utf-8", errors, newline="\n", line_buffering=number == 2)


def _called(module: types.ModuleType, entry: str, text: str, output_bytes: int) -> str:
    positional, named = arguments(text)
    value = getattr(module, entry)(*positional, **named)
    sys.set_int_max_str_digits(0)
    out = literal(value)
    if len(out) > output_bytes:
        raise ValueError(f"the returned value is longer than {output_bytes} bytes")
    return out


def arguments(text: str) -> tuple[list[Any], dict[str, Any]]:
    """Return the arguments of a call, `text` being what stands between its parentheses.

    Raises SyntaxError or ValueError unless they are literals, by position or by name.
    """
    call = ast.parse(f"f({text})", mode="eval").body
    if not isinstance(call, ast.Call):
        raise ValueError(f"not the arguments of one call: {text[:200]}")
    named = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
    return [ast.literal_eval(argument) for argument in call.args], named


def literal(value: object) -> str:
    """Return the Python literal of `value`, sets sorted so that its text is the same everywhere.

    Only exact built-in types are accepted: a subclass could claim to be anything.
    Raises TypeError for all else, RecursionError for a value that contains itself.
    """
    kind = type(value)
    if kind in _LEAVES:
        return repr(value)
    if isinstance(value, tuple) and kind is tuple:
        return "(" + ", ".join(map(literal, value)) + (",)" if len(value) == 1 else ")")
    if isinstance(value, list) and kind is list:
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, dict) and kind is dict:
        return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (set, frozenset)) and kind in (set, frozenset):
        inner = ", ".join(sorted(map(literal, value)))
        text = "{" + inner + "}" if inner else ""
        if kind is frozenset:
            return f"frozenset({text})"
        return text or "set()"
    raise TypeError(f"the returned value has type {kind.__name__}, which has no literal")


def _exit_status(stop: SystemExit) -> int:
    if stop.code is None:
        return 0
    if isinstance(stop.code, int):
        return stop.code & 0xFF
    with contextlib.suppress(Exception):
        print(stop.code, file=sys.stderr)
    return 1


def _describe(report: dict[str, Any], error: BaseException, text: str) -> None:
    lines = [frame.tb_lineno for frame in _frames(error) if frame.tb_frame.f_code.co_filename == NAME]
    line = error.lineno if isinstance(error, SyntaxError) else next(reversed(lines), None)
    report.update(error=text[:1000], type=type(error).__name__, value=None)
    report.update(line=line, memory=isinstance(error, MemoryError))


def _frames(error: BaseException) -> list[types.TracebackType]:
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


def _show(error: BaseException, source: str) -> None:
    """Print the traceback as the interpreter does, without our own frames."""
    own = [frame for frame in _frames(error) if frame.tb_frame.f_code.co_filename != __file__]
    with contextlib.suppress(BaseException):
        error.__traceback__ = own[0] if own else None
        if sys.excepthook is not sys.__excepthook__:
            sys.excepthook(type(error), error, error.__traceback__)
            return
        import linecache  # only here: most programs end well
        import traceback

        linecache.cache[NAME] = (len(source), None, source.splitlines(keepends=True), NAME)
        traceback.print_exception(error)


def _leave() -> None:
    """Do what the interpreter does at its end: join threads, call exit functions, finalise, flush."""
    threading = sys.modules.get("threading")  # not imported here: it makes each fork a third slower
    for step in (
        *([threading._shutdown] if threading else []),
        atexit._run_exitfuncs,
        _finalise,
        *(stream.flush for stream in (sys.stdout, sys.stderr) if stream is not None),
    ):
        with contextlib.suppress(BaseException):
            step()


def _finalise() -> None:
    names = vars(sys.modules["__main__"])
    for name in [name for name in names if not name.startswith("__")]:
        names[name] = None
