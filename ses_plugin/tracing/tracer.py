"""Trace a run of a program, in the sandbox."""

from __future__ import annotations

from pathlib import Path

from ses_plugin.execution import Sandbox, shared
from ses_plugin.execution.inside.program import NAME
from ses_plugin.execution.recording import Recorder
from ses_plugin.programs import Limits, Program
from ses_plugin.tracing import reading
from ses_plugin.tracing.inside.recorder import HEAD
from ses_plugin.tracing.lines import calm_lines
from ses_plugin.tracing.trace import Trace

EVENTS = 10_000
SIZE = 1_000_000
TEXT = 200
"""The most characters of a value's text."""

_INSIDE = Path(__file__).with_name("inside")
_MODULES = tuple(
    (f"ses_plugin.tracing.inside.{name}", _INSIDE / f"{name}.py")
    for name in ("values", "changes", "printing", "recorder")
)


def trace(  # noqa: PLR0913 - what to run, and options by name
    program: Program,
    text: str = "",
    limits: Limits | None = None,
    *,
    events: int = EVENTS,
    size: int = SIZE,
    sandbox: Sandbox | None = None,
) -> Trace:
    """Run `program` on `text` and return what happened, step by step."""
    settings = {"file": NAME, "events": events, "text": TEXT, "calm": calm_lines(program.source)}
    ran = (sandbox or shared()).run(program, text, limits, Recorder(_MODULES, settings, HEAD + size))
    found, cut = reading.events(ran.record)
    return Trace(
        source=program.source,
        input=text,
        events=found,
        stdout=ran.stdout,
        outcome=ran.outcome,
        error=ran.error or "",
        cut=cut,
        entry=program.entry,
        value=ran.value,
    )
