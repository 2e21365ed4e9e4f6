"""Builds the blocks of a story from the events of a trace."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from ses_plugin.narration.execution_tree import (
    ChainedVariables,
    FunctionCall,
    Histories,
    Iteration,
    Loop,
    PriorVariables,
    Step,
)
from ses_plugin.narration.source import LoopNode, Node, Place, SourceMap, body_lines, first_line
from ses_plugin.tracing.inside.simple_values import MARK
from ses_plugin.tracing.trace import GLOBAL, Change, Event, EventKind, Trace


def calls_of(trace: Trace) -> list[FunctionCall]:
    """Return the outermost calls of a trace: the module's, and that of the function it was made for."""
    return _Builder(trace).build()


@dataclass(slots=True)
class _Frame:
    """A frame, as far as it has come."""

    number: int
    call: FunctionCall
    histories: Histories
    open: list[Loop] = field(default_factory=list)
    step: Step | None = None
    counts: dict[int, int] = field(default_factory=dict)
    """Of the iterations of each loop, by its line."""
    suspended: tuple[LoopNode, ...] = ()
    """The loops in which it was left by a yield, until its next line."""
    left: Place | None = None
    """Where it was left."""


class _Builder:
    """Goes through the events."""

    def __init__(self, trace: Trace) -> None:
        self.events = trace.events
        self.source = SourceMap(trace.source)
        self.frames: dict[int, _Frame] = {}
        self.stack: list[_Frame] = []
        self.outermost: list[FunctionCall] = []
        self.module: Histories = {}

    def build(self) -> list[FunctionCall]:
        for index, event in enumerate(self.events):
            if event.kind is EventKind.CALL:
                self._call(index, event)
                continue
            while len(self.stack) > 1 and self.stack[-1].number != event.frame:
                self._leave()
            if not self.stack or self.stack[-1].number != event.frame:
                continue  # of a record that the program wrote into
            frame = self.stack[-1]
            frame.call.last = index
            if event.kind is EventKind.LINE:
                self._line(index, event, frame)
            elif event.kind is EventKind.EXCEPTION:
                self._exception(index, event, frame)
            else:
                self._return(index, event, frame)
            if event.leaves and len(self.stack) > 1 and self.stack[-1] is frame:
                self._leave()
        while self.stack:
            self._leave()
        return self.outermost

    def _call(self, index: int, event: Event) -> None:
        place = self.source.places.get(event.line)
        is_body = place is not None and isinstance(place.node, ast.ClassDef)
        hidden = event.function != "<module>" and (event.function.endswith(">") or is_body)
        given = _parameters(place.node) if place is not None else None
        arguments = {
            c.name: c.value
            for c in event.changes
            if c.value is not None and (given is None or c.name in given)
        }
        call = FunctionCall(
            event.function.rsplit("<locals>.", 1)[-1], index, index, arguments, event.resumed, hidden
        )
        caller = self._caller(index)
        if caller is not None:
            caller.calls.append(call)
        else:
            self.outermost.append(call)
        frame = self.frames.get(event.frame)
        if frame is None:
            frame = self.frames[event.frame] = _Frame(event.frame, call, {})
        if event.frame == 0:
            frame.histories = self.module
        frame.call, frame.open, frame.step = call, [], None
        self._apply(frame, index, event)
        self.stack.append(frame)

    def _caller(self, index: int) -> Step | None:
        """Return the step that a call at this event is part of."""
        if not self.stack:
            return None
        frame = self.stack[-1]
        if frame.step is not None or frame.left is None:
            return frame.step
        # A generator goes on in the middle of a statement: `yield from` calls before there is a line.
        frame.step = self._new_step(index, frame, frame.left)
        return frame.step

    def _new_step(self, index: int, frame: _Frame, place: Place) -> Step:
        own = PriorVariables(frame.histories, index)
        module = PriorVariables(self.module, index)
        before = own if frame.histories is self.module else ChainedVariables(own, module)
        step = Step(place, index, index, own, before)
        self._put(frame, step)
        return step

    def _line(self, index: int, event: Event, frame: _Frame) -> None:
        place = self.source.places.get(event.line)
        if place is None:
            self._apply(frame, index, event)
            return
        step = frame.step
        again = step is not None and step.node is place.node and not step.raised
        if step is None or not again or (place.is_loop and event.line == first_line(place.node)):  # type: ignore[arg-type]
            self._settle(frame, event.line)
            step = frame.step = self._new_step(index, frame, place)
        step.last = index
        step.printed += event.printed
        step.changes += [(c.name, c.value) for c in event.changes if self._is_change(frame, c)]
        self._apply(frame, index, event)

    def _settle(self, frame: _Frame, line: int | None) -> None:
        """Find out how the condition of the last step came out, from where the frame has gone."""
        step = frame.step
        if step is None or not step.place.alone:
            return
        node = step.node
        if isinstance(node, (ast.If, ast.ExceptHandler, ast.match_case)) and _shows(node.body):
            step.truth = line in body_lines(node.body) if line is not None else False
            if step.raised:
                step.truth = None

    def _put(self, frame: _Frame, step: Step) -> None:
        """Put a step where it belongs: into its loop's iteration, or as the header of one."""
        if frame.call.hidden:  # the loops around a comprehension are not its own
            frame.call.items.append(step)
            return
        place = step.place
        is_header = place.is_loop
        chain = (*place.loops, place.node) if is_header else place.loops
        while frame.open and (
            len(frame.open) > len(chain) or frame.open[-1].node is not chain[len(frame.open) - 1]
        ):
            _close(frame.open.pop())
        for node in chain[len(frame.open) :]:
            self._open(frame, node, step)  # type: ignore[arg-type]
        frame.suspended = ()
        inner = frame.open[:-1] if is_header else frame.open
        for depth, repeat in enumerate(inner):
            innermost = depth == len(inner) - 1
            self._iterate(frame, repeat, step if innermost and not is_header else None)
        if is_header:
            repeat = frame.open[-1]
            repeat.pending = step
        else:
            _items(frame).append(step)

    def _open(self, frame: _Frame, node: LoopNode, step: Step) -> None:
        """Begin a loop, which is in the innermost one."""
        if frame.open:
            self._iterate(frame, frame.open[-1], None)
        resumed = node in frame.suspended
        repeat = Loop(node, step.first, resumed=resumed)
        if not resumed:
            frame.counts[node.lineno] = 0
        _items(frame).append(repeat)
        frame.open.append(repeat)

    def _iterate(self, frame: _Frame, repeat: Loop, step: Step | None) -> None:
        """Begin a new iteration if one begins here."""
        last = repeat.iterations[-1] if repeat.iterations else None
        again = step is not None and last is not None and bool(last.items) and _begins(repeat.node, step)
        if last is not None and repeat.pending is None and not again:
            return
        line = repeat.node.lineno
        resumed = repeat.resumed and last is None and repeat.pending is None
        frame.counts[line] = frame.counts.get(line, 0) + (not resumed)
        if repeat.pending is not None:
            repeat.pending.truth = True
        repeat.iterations.append(Iteration(max(1, frame.counts[line]), repeat.pending, resumed=resumed))
        repeat.pending = None

    def _exception(self, index: int, event: Event, frame: _Frame) -> None:
        self._apply(frame, index, event)
        if frame.step is not None and _ends_by_exception(frame.step.node, event.value or ""):
            return
        frame.call.raised = event.value or ""
        if frame.step is not None:
            frame.step.raised = event.value or ""
            frame.step.printed += event.printed

    def _return(self, index: int, event: Event, frame: _Frame) -> None:
        self._apply(frame, index, event)
        if not event.yielded:
            self._settle(frame, None)
        call = frame.call
        call.value, call.yielded, call.raised = event.value, event.yielded, ""
        self._leave()
        caller = self.stack[-1].step if self.stack else frame.step
        if caller is not None:
            caller.printed += event.printed

    def _leave(self) -> None:
        frame = self.stack.pop()
        frame.suspended = tuple(repeat.node for repeat in frame.open)
        frame.left = frame.step.place if frame.step is not None else frame.left
        while frame.open:
            frame.open[-1].paused = frame.call.yielded
            _close(frame.open.pop())
        if self.stack:
            outer = self.stack[-1]
            outer.call.last = frame.call.last
            if outer.step is not None:
                outer.step.last = frame.call.last

    def _apply(self, frame: _Frame, index: int, event: Event) -> None:
        for change in event.changes:
            histories, name = self._place(frame, change)
            events, values = histories.setdefault(name, ([], []))
            events.append(index)
            values.append(change.value)

    def _is_change(self, frame: _Frame, change: Change) -> bool:
        """Return whether a value surely is another: some Pythons show it anew after a comprehension."""
        histories, name = self._place(frame, change)
        _, values = histories.get(name, ((), ()))
        return change.value is None or MARK in change.value or not values or values[-1] != change.value

    def _place(self, frame: _Frame, change: Change) -> tuple[Histories, str]:
        if change.name.startswith(GLOBAL):
            return self.module, change.name.removeprefix(GLOBAL)
        return frame.histories, change.name


def _items(frame: _Frame) -> list[Step | Loop]:
    return frame.open[-1].iterations[-1].items if frame.open else frame.call.items


def _close(repeat: Loop) -> None:
    if repeat.pending is not None:
        repeat.pending.truth = None if repeat.pending.raised else False
        repeat.end = repeat.pending
        repeat.pending = None


def _parameters(node: Node) -> set[str] | None:
    """Return the names of a function's parameters; None if it is no function."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    given = node.args
    extra = [argument for argument in (given.vararg, given.kwarg) if argument is not None]
    return {a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs, *extra)}


def _ends_by_exception(node: Node, raised: str) -> bool:
    """Return whether an exception is only the way in which a generator tells that it is over."""
    if raised.partition(":")[0] not in ("StopIteration", "StopAsyncIteration"):
        return False
    asking = (ast.YieldFrom, ast.Await)
    return isinstance(node, LoopNode) or any(isinstance(part, asking) for part in ast.walk(node))


def _shows(body: list[ast.stmt]) -> bool:
    """Return whether the trace has a line of a block: declarations and bare constants leave none."""
    silent = (ast.Global, ast.Nonlocal)
    return not all(
        isinstance(n, silent) or (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)) for n in body
    )


def _begins(node: LoopNode, step: Step) -> bool:
    """Return whether a step is the first of a loop's body, so that a second one is another iteration."""
    return step.node is node.body[0]
