"""Trace a run of a program, in the sandbox."""

from __future__ import annotations

from pathlib import Path

from ses_plugin.errors import UsageError
from ses_plugin.execution import Sandbox, shared_sandbox
from ses_plugin.execution.inside.program import NAME
from ses_plugin.execution.job import TraceRecorder
from ses_plugin.tracing import record_reader
from ses_plugin.tracing.inside.recorder import HEAD
from ses_plugin.tracing.instrumentation import probed_code
from ses_plugin.tracing.mutation_analysis import non_mutating_lines, statement_columns
from ses_plugin.tracing.trace import Trace
from ses_plugin.types.program import Limits, Program

EVENTS = 10_000
"""The most events that are recorded, as in the paper (section 3.1)."""

SIZE = 1_000_000
"""The most bytes that are recorded, as in the paper."""

_MOST = 1 << 30  # of either: memory is taken for all of it

TEXT = 200
"""The most characters of a value's text."""

_INSIDE = Path(__file__).with_name("inside")
_NAMES = (
    "simple_values",
    "values",
    "variable_diff",
    "expressions",
    "stdout_capture",
    "frame_tracer",
    "probes",
    "recorder",
)
_MODULES = tuple((f"ses_plugin.tracing.inside.{name}", _INSIDE / f"{name}.py") for name in _NAMES)


def trace_program(  # noqa: PLR0913 - what to run, and options by name
    program: Program,
    text: str = "",
    limits: Limits | None = None,
    *,
    events: int = EVENTS,
    size: int = SIZE,
    sandbox: Sandbox | None = None,
) -> Trace:
    """Run `program` on `text` and return what happened, step by step.

    `text` is the standard input, or what stands between the parentheses of a call. After `events` events or
    `size` bytes of record the program runs on alone, and the trace says where it was cut. What the program
    does, prints and returns is the same as in a run that is not traced; docs/tracing.md has the exceptions.

    Raises UsageError for a limit below 1, SandboxError if programs can't be run here at all.
    """
    for name, value in (("events", events), ("size", size)):
        if not 1 <= value <= _MOST:
            raise UsageError(f"{name}={value}: a trace has room for 1 to {_MOST}")
    settings = {
        "file": NAME,
        "events": events,
        "text": TEXT,
        "calm": non_mutating_lines(program.source),
        "code": probed_code(program.source),
        "statements": statement_columns(program.source),
    }
    recorder = TraceRecorder(_MODULES, settings, HEAD + size)
    ran = (sandbox or shared_sandbox()).run(program, text, limits, recorder)
    found, probes, cut = record_reader.read_events(ran.trace_bytes)
    return Trace(
        source=program.source,
        input=text,
        events=found,
        stdout=ran.stdout,
        outcome=ran.outcome,
        error=ran.error or "",
        truncated=cut,
        entry_point=program.entry_point,
        value=ran.value,
        probes=probes,
    )
