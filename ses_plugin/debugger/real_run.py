"""A run as explanations are compared with it: states, visits of lines, iterations, reading of the input."""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ses_plugin.errors import UsageError
from ses_plugin.syntax import LoopNode, parse
from ses_plugin.tracing.trace import GLOBAL, EventKind, Trace

Variables = Mapping[str, str]
_INPUT = frozenset({"input", "stdin", "open"})
_CONVERSIONS = frozenset(
    "int float str list tuple map iter next read readline readlines split splitlines strip rstrip lstrip "
    "input range enumerate open close".split()
)
"""Calls that leave the values of an input what they are."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One iteration of a loop: the events from that of the header, `first`, to the last of its body."""

    number: int
    first: int
    last: int


@dataclass(slots=True)
class LoopPasses:
    """One run of a loop: its iterations, and the event of the header by which it ends, None if it is left."""

    node: LoopNode
    frame: int
    first: int
    passes: list[Pass] = field(default_factory=list)
    end: int | None = None


class RealRun:
    """The events of a trace with what was known at each of them."""

    def __init__(self, trace: Trace) -> None:
        """Read a trace. Raises UsageError if its source is not Python."""
        self.trace = trace
        self.events = trace.events
        try:
            self.tree = parse(trace.source)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise UsageError(f"the source of the trace is not Python: {error}") from None
        self.statements = dict(_headers(self.tree))
        self.before: list[Variables] = []
        """The variables that are seen in a frame before each event of it."""
        self.after: list[Variables] = []
        self.visits: list[int] = []
        """The how manieth execution of its line each event belongs to."""
        self.names: dict[str, list[tuple[int, str]]] = {}
        """The values of each name, with the events that gave them; of any frame."""
        self._read()

    def _read(self) -> None:
        frames: dict[int, dict[str, str]] = {0: {}}
        counts: dict[int, int] = {}
        for index, event in enumerate(self.events):
            own = frames.setdefault(event.frame, {})
            self.before.append(ChainMap(own, frames[0]))
            for change in event.changes:
                is_global = change.name.startswith(GLOBAL)
                name = change.name.removeprefix(GLOBAL)
                number = 0 if is_global else event.frame
                known = frames[number] = dict(frames[number])
                if change.value is None:
                    known.pop(name, None)
                else:
                    known[name] = change.value
                    self.names.setdefault(name, []).append((index, change.value))
            self.after.append(ChainMap(frames[event.frame], frames[0]))
            counts[event.line] = counts.get(event.line, 0) + (event.kind is EventKind.LINE)
            self.visits.append(max(1, counts[event.line]))

    def frame_variables(self, index: int) -> Variables:
        """Return the variables of an event's own frame before it."""
        before = self.before[index]
        return before.maps[0] if isinstance(before, ChainMap) else before

    def statement(self, index: int) -> ast.stmt | None:
        """Return the statement that an event belongs to."""
        return self.statements.get(self.events[index].line)

    @cached_property
    def loops(self) -> list[LoopPasses]:
        """The runs of loops whose bodies have lines of their own, by their first events."""
        found: list[LoopPasses] = []
        open_runs: dict[tuple[int, int], LoopPasses] = {}
        previous: dict[int, int] = {}
        for index, event in enumerate(self.events):
            if event.kind is not EventKind.LINE:
                if (event.kind is EventKind.RETURN and not event.yielded) or event.leaves:
                    _leave(self, open_runs, previous.get(event.frame), index)
                continue
            last = previous.get(event.frame)
            if last is not None:
                _follow(self, open_runs, last, index)
            node = self.statements.get(event.line)
            if isinstance(node, LoopNode) and node.body[0].lineno > node.lineno == event.line:
                key = (event.frame, node.lineno)
                if key not in open_runs:
                    open_runs[key] = LoopPasses(node, event.frame, index)
                    found.append(open_runs[key])
            previous[event.frame] = index
        for run in found:
            _close(run, len(self.events) - 1)
        return found

    @cached_property
    def input_lines(self) -> frozenset[int]:
        """Lines that read the input: they name it, or only split, convert or index what such a line gave."""
        given: set[str] = set()
        lines: set[int] = set()
        for _ in range(3):  # through a few names, as in data = …; it = iter(data); n = int(next(it))
            for line, node in self.statements.items():
                if _reads_input(node, given):
                    lines.add(line)
                    given |= {name.id for name in _targets(node)}
        return frozenset(lines)

    def is_input(self, index: int) -> bool:
        """Return whether an event is one that gets its values from the input: a line, or the first call."""
        event = self.events[index]
        if event.kind is EventKind.CALL:
            first = next((e for e in self.events if e.function == self.trace.entry_point), None)
            return event is first
        return event.line in self.input_lines


_KEPT: dict[int, RealRun] = {}
_MOST_KEPT = 16


def real_run(trace: Trace) -> RealRun:
    """Return the run of a trace; the last ones are kept: many explanations are compared with the same run."""
    found = _KEPT.pop(id(trace), None)
    if found is None or found.trace is not trace:
        found = RealRun(trace)
    while len(_KEPT) >= _MOST_KEPT:
        _KEPT.pop(next(iter(_KEPT)), None)
    _KEPT[id(trace)] = found  # which holds the trace, so that its id is that of no other
    return found


def _headers(tree: ast.AST) -> Iterator[tuple[int, ast.stmt]]:
    """Yield the lines of each statement without the statements in it; of those in one line the first."""
    known: set[int] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt):
            continue
        body = getattr(node, "body", None) or getattr(node, "cases", None)
        inner = body[0] if body else None
        first = getattr(getattr(inner, "pattern", inner), "lineno", None)
        last = node.end_lineno or node.lineno
        for line in range(node.lineno, max(node.lineno, last if first is None else first - 1) + 1):
            if line not in known:
                known.add(line)
                yield line, node


def _inside(node: ast.stmt, line: int) -> bool:
    """Return whether a line is in the body of a loop."""
    body = node.body  # type: ignore[attr-defined]
    return bool(body[0].lineno <= line <= (body[-1].end_lineno or body[-1].lineno))


def _follow(run: RealRun, open_runs: dict[tuple[int, int], LoopPasses], last: int, index: int) -> None:
    """Tell the open loops of a frame that it goes from one line to another."""
    frame, line, before = run.events[index].frame, run.events[index].line, run.events[last].line
    for key in [key for key in open_runs if key[0] == frame]:
        loop = open_runs[key]
        at_header = before == loop.node.lineno
        if _inside(loop.node, line):
            if at_header:
                loop.passes.append(Pass(len(loop.passes) + 1, last, last))
        elif line == loop.node.lineno and not (at_header and not loop.passes):
            _close(loop, index - 1)
        elif line != loop.node.lineno:
            _close(loop, (last if at_header else index) - 1)
            loop.end = last if at_header else None
            del open_runs[key]


def _leave(run: RealRun, open_runs: dict[tuple[int, int], LoopPasses], last: int | None, index: int) -> None:
    """Tell the open loops of a frame that it is left."""
    frame = run.events[index].frame
    for key in [key for key in open_runs if key[0] == frame]:
        loop = open_runs.pop(key)
        at_header = last is not None and run.events[last].line == loop.node.lineno
        _close(loop, index if last is None or not at_header else last - 1)
        loop.end = last if at_header else None


def _close(loop: LoopPasses, last: int) -> None:
    """Give its last event to the last iteration, if it has none yet."""
    if loop.passes and loop.passes[-1].last == loop.passes[-1].first:
        passed = loop.passes[-1]
        loop.passes[-1] = Pass(passed.number, passed.first, max(last, passed.first))


def _targets(node: ast.AST) -> Iterator[ast.Name]:
    parts: list[ast.expr] = []
    match node:
        case ast.Assign(targets=targets):
            parts = targets
        case ast.For(target=target) | ast.AnnAssign(target=target):
            parts = [target]
    for part in parts:
        yield from (name for name in ast.walk(part) if isinstance(name, ast.Name))


def _reads_input(node: ast.stmt, given: set[str]) -> bool:
    """Return whether a statement only reads the input, or what was read of it."""
    match node:
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value) | ast.For(iter=value):
            pass
        case _:
            return False
    names = {part.id for part in ast.walk(value) if isinstance(part, ast.Name)}
    calls = {ast.unparse(c.func).rpartition(".")[2] for c in ast.walk(value) if isinstance(c, ast.Call)}
    operators = any(isinstance(part, (ast.BinOp, ast.Compare, ast.BoolOp)) for part in ast.walk(value))
    attributes = {part.attr for part in ast.walk(value) if isinstance(part, ast.Attribute)}
    named = bool((names | attributes) & _INPUT)
    passes_on = bool(names & given) and names - _CONVERSIONS <= given
    return named or (passes_on and calls <= _CONVERSIONS - {"range"} and not operators)
