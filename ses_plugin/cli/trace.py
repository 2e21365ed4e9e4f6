"""`ses trace`: run a program and show what happened."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from ses_plugin.errors import UsageError
from ses_plugin.files.reading import MAX_INPUT, MAX_SOURCE, PROGRAM, read_standard_input, read_text
from ses_plugin.files.writing import check_output, write_output
from ses_plugin.narration.narrate import narrate
from ses_plugin.narration.style import CONCISE, FULL, ExplanationRefused
from ses_plugin.tracing.render import RENDERINGS
from ses_plugin.tracing.trace import Trace
from ses_plugin.tracing.tracer import EVENTS, SIZE, trace_program
from ses_plugin.types.program import Outcome, Program


def _narration(trace: Trace) -> str:
    """Return the explanation in full; of a run that is too long for that what a person can read."""
    try:
        return narrate(trace, FULL)
    except ExplanationRefused:
        return narrate(trace, CONCISE)


_FORMATS = {**RENDERINGS, "narration": _narration}
# What files of traces begin with; those of tables and narrations have nothing that tells them from others.
_BEGINNING = re.compile(
    rb'\{"version": \d+, "source": "'
    rb"|<!doctype html>\s<html[^>]*>\s<head>[\s\S]{,999}<title>A run, step by step</title>"
    rb"|<\|trace_context_start\|>"
    rb"|step \| line \| what changed\n"
)


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
    output = None if options.output is None else Path(options.output)
    if output is not None:
        check_output(output, "--output", _BEGINNING.match)  # before the run, not after
    source = read_text(Path(options.program), MAX_SOURCE, PROGRAM)
    done = trace_program(Program(source), _input(), events=options.events, size=options.size)
    if not done.events and done.outcome is Outcome.EXCEPTION:
        raise UsageError(f"{options.program} is not a program that Python can run: {done.error}")
    if not done.events and done.outcome is not Outcome.OK:
        raise UsageError(f"{options.program} did not begin within the limits of a run: {done.error}")
    text = _FORMATS[options.format](done)
    if output is None:
        return text + (_hint(done) if options.format == "table" else "")
    write_output(output, "--output", text + "\n")
    return f"written to {options.output}"


def _input() -> str:
    """Return the standard input; nothing if it is a terminal, where nobody expects to be asked."""
    if sys.stdin is None or sys.stdin.isatty():
        return ""
    return read_standard_input(MAX_INPUT, "an input in UTF-8 that is not as long")


def _hint(done: Trace) -> str:
    if done.input or not done.error.startswith("EOFError"):
        return ""
    return "\nIt had no input: give it one with `ses trace PROGRAM < FILE`."
