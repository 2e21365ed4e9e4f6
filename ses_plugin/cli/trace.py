"""`ses trace`: run a program in the sandbox and print its steps."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from ses_plugin.errors import UsageError
from ses_plugin.files import (
    MAX_INPUT,
    MAX_SOURCE,
    PROGRAM,
    check_output,
    read_standard_input,
    read_text,
    write_output,
)
from ses_plugin.narration.narrate import narrate
from ses_plugin.narration.style import CONCISE, FULL, ExplanationRefused
from ses_plugin.tracing.render import RENDERINGS
from ses_plugin.tracing.trace import Trace
from ses_plugin.tracing.tracer import EVENTS, SIZE, trace_program
from ses_plugin.types.program import Outcome, Program


def _narration(trace: Trace) -> str:
    """Return the explanation in full; of a run that is too long for that, one that sums up."""
    try:
        return narrate(trace, FULL)
    except ExplanationRefused:
        return narrate(trace, CONCISE)


_FORMATS = {**RENDERINGS, "narration": _narration}
# The beginnings of files of traces. Files of narrations have none by which they are recognized.
_BEGINNING = re.compile(
    rb'\{"version": \d+, "source": "'
    rb"|<!doctype html>\s<html[^>]*>\s<head>[\s\S]{,999}<title>A run, step by step</title>"
    rb"|<\|trace_context_start\|>"
    rb"|step \| line \| what changed\n"
)


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "program",
        metavar="PROGRAM",
        help="a Python file; its input is standard input: ses trace prog.py < input",
    )
    parser.add_argument(
        "--format", choices=[*_FORMATS], default="table", help="the output format (default: %(default)s)"
    )
    parser.add_argument(
        "--events", type=int, default=EVENTS, metavar="N", help="the most events (default: %(default)s)"
    )
    parser.add_argument(
        "--size",
        type=int,
        default=SIZE,
        metavar="BYTES",
        help="the most bytes of the trace (default: %(default)s)",
    )
    parser.add_argument("--output", metavar="FILE", help="the file to write (default: standard output)")


def run(options: argparse.Namespace) -> int:
    """Print the trace or write it to a file. Raises UsageError if the program can't be traced."""
    encoding = sys.stdout.encoding or "utf-8"
    print(_answer(options).encode(encoding, "backslashreplace").decode(encoding), flush=True)
    return 0


def _answer(options: argparse.Namespace) -> str:
    output = None if options.output is None else Path(options.output)
    if output is not None:
        check_output(output, "--output", _BEGINNING.match)  # before the run, which may take long
    source = read_text(Path(options.program), MAX_SOURCE, PROGRAM)
    trace = trace_program(Program(source), _input(), events=options.events, size=options.size)
    if not trace.events and trace.outcome is Outcome.EXCEPTION:
        raise UsageError(f"{options.program} is not a program that Python can run: {trace.error}")
    if not trace.events and trace.outcome is not Outcome.OK:
        raise UsageError(f"{options.program} did not begin within the limits of a run: {trace.error}")
    text = _FORMATS[options.format](trace)
    if output is None:
        return text + (_hint(trace) if options.format == "table" else "")
    write_output(output, "--output", text + "\n")
    return f"written to {options.output}"


def _input() -> str:
    """Return the standard input; "" if it is a terminal, where the command would wait for typed input."""
    if sys.stdin is None or sys.stdin.isatty():
        return ""
    return read_standard_input(MAX_INPUT, "an input in UTF-8 that is not as long")


def _hint(trace: Trace) -> str:
    if trace.input or not trace.error.startswith("EOFError"):
        return ""
    return "\nThe program had no input: run `ses trace PROGRAM < FILE`."
