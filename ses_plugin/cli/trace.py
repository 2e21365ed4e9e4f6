"""`ses trace`: run a program and show what happened."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ses_plugin.errors import UsageError
from ses_plugin.narration.narrate import narrate
from ses_plugin.programs import Outcome, Program
from ses_plugin.tracing.render import RENDERINGS
from ses_plugin.tracing.trace import Trace
from ses_plugin.tracing.tracer import EVENTS, SIZE, trace

_FORMATS = {**RENDERINGS, "narration": narrate}


def add(parser: argparse.ArgumentParser) -> None:
    """Give the command its options."""
    parser.add_argument("program", help="the Python file; it reads standard input: ses trace prog.py < input")
    parser.add_argument("--format", choices=[*_FORMATS], default="table", help="default: %(default)s")
    parser.add_argument(
        "--events", type=int, default=EVENTS, metavar="N", help="at most (default: %(default)s)"
    )
    parser.add_argument(
        "--size",
        type=int,
        default=SIZE,
        metavar="BYTES",
        help="of the record, at most (default: %(default)s)",
    )
    parser.add_argument("--output", metavar="FILE", help="write there instead of standard output")


def run(options: argparse.Namespace) -> int:
    """Print the trace, or write it. Raises UsageError for what is not usable as given."""
    encoding = sys.stdout.encoding or "utf-8"
    print(_answer(options).encode(encoding, "backslashreplace").decode(encoding), flush=True)
    return 0


def _answer(options: argparse.Namespace) -> str:
    source = _source(options.program)
    done = trace(Program(source), _input(), events=options.events, size=options.size)
    if not done.events and done.outcome is Outcome.EXCEPTION:
        raise UsageError(f"{options.program} is not a program that Python can run: {done.error}")
    text = _FORMATS[options.format](done)
    if options.output is None:
        return text + (_hint(done) if options.format == "table" else "")
    _write(options.output, text)
    return f"written to {options.output}"


def _source(name: str) -> str:
    try:
        return Path(name).read_text("utf-8-sig")  # as Python reads it
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not a UTF-8 text ({error}); give a Python source file") from None
    except OSError as error:
        raise UsageError(f"{name} can't be read: {error.strerror}; give a Python source file") from None


def _input() -> str:
    """Return the standard input; nothing if it is a terminal, where nobody expects to be asked."""
    if sys.stdin is None or sys.stdin.isatty():
        return ""
    return sys.stdin.buffer.read().decode("utf-8", "surrogateescape")


def _hint(done: Trace) -> str:
    if done.input or not done.error.startswith("EOFError"):
        return ""
    return "\nIt had no input: give it one with `ses trace PROGRAM < FILE`."


def _write(name: str, text: str) -> None:
    try:
        Path(name).write_text(text + "\n", "utf-8", "backslashreplace")
    except OSError as error:
        raise UsageError(f"{name} can't be written: {error.strerror}") from None
