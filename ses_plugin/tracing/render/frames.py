"""A trace in the frame tokens of the Code World Model (CWM, Meta FAIR 2025).

Followed is the section "Trace Prediction" of its prompting guide. After the program, in which a comment marks
where the trace begins, comes a frame for each step:

    <|call_sep|>LOCALS<|action_sep|>SOURCE<|frame_sep|>
    <|line_sep|>LOCALS<|action_sep|>SOURCE<|frame_sep|>
    <|return_sep|><|action_sep|>SOURCE<|arg_sep|>VALUE<|frame_sep|>
    <|exception_sep|><|action_sep|>SOURCE<|arg_sep|>VALUE<|frame_sep|>

LOCALS is a JSON object of the variables before the line is executed, all values being strings (the text of
the value); ".." stands for one that is as it was in the frame's step before. SOURCE is the line as it is in
the program, with its indentation and line end. VALUE is the text of the value as a JSON string.

Where the guide says nothing: a yield is a return, a generator that goes on is a call; the module is a scope
like a function, its variables being its globals. What the program prints has no place in the format.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from ses_plugin.tracing.trace import GLOBAL, Change, Event, EventKind, Trace

UNCHANGED = ".."
_START = "# << START_OF_TRACE"


def frames(trace: Trace) -> str:
    """Return the whole sequence: the context, the frames, and the end token if the trace is whole."""
    scopes: dict[int, _Scope] = {}
    out = [f"<|trace_context_start|>{_context(trace)}<|frame_sep|>"]
    source = trace.lines
    for event in trace.events:
        scope = scopes.setdefault(event.frame, _Scope())
        out.append(_frame(event, scope, source))
        for change in event.changes if event.kind is EventKind.LINE else ():
            name = change.name.removeprefix(GLOBAL)
            owner = event.frame if name == change.name else 0
            scopes.setdefault(owner, _Scope()).set(Change(name, change.value))
    return "".join([*out, "" if trace.truncated else "<|end_of_text|>"])


@dataclass(slots=True)
class _Scope:
    """The variables of one frame: as they are, and which have changed since they were last told."""

    values: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)

    def set(self, change: Change) -> None:
        if change.value is None:
            self.values.pop(change.name, None)
        else:
            self.values[change.name] = change.value

    def locals(self) -> str:
        said = {n: UNCHANGED if self.told.get(n) == v else v for n, v in self.values.items()}
        self.told = dict(self.values)
        return json.dumps(said, ensure_ascii=False)


def _frame(event: Event, scope: _Scope, source: list[str]) -> str:
    text = f"{source[event.line - 1]}\n" if 0 < event.line <= len(source) else "\n"
    value = json.dumps(event.value, ensure_ascii=False)
    match event.kind:
        case EventKind.CALL:
            for change in event.changes:
                scope.set(change)
            return f"<|call_sep|>{scope.locals()}<|action_sep|>{text}<|frame_sep|>"
        case EventKind.LINE:
            return f"<|line_sep|>{scope.locals()}<|action_sep|>{text}<|frame_sep|>"
        case EventKind.RETURN:
            return f"<|return_sep|><|action_sep|>{text}<|arg_sep|>{value}<|frame_sep|>"
        case EventKind.EXCEPTION:
            return f"<|exception_sep|><|action_sep|>{text}<|arg_sep|>{value}<|frame_sep|>"


def _context(trace: Trace) -> str:
    """Return the program with its first line, or that of the function that is called, marked."""
    source = trace.lines
    called = next((e.line for e in trace.events if e.function == (trace.entry_point or "<module>")), 1)
    if 0 < called <= len(source):
        source[called - 1] = f"{source[called - 1]}  {_START}"
    return "\n".join(source)
