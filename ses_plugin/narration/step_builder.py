"""From the record of a run to its steps: what the program's probes said, in the order in which they said it.

The stack of calls comes from where frames are entered and left. What is inside of a comprehension or a
generator expression belongs to the statement that goes through it.
"""

from __future__ import annotations

import ast

from ses_plugin.errors import UsageError
from ses_plugin.narration.call_frames import Frame, LoopRun, parameters
from ses_plugin.narration.effects import called_name, effects_of
from ses_plugin.narration.expressions import code_of, number_of
from ses_plugin.narration.facts import fact_of, taken
from ses_plugin.narration.program_map import Owner, ProgramMap, line_of, program_map
from ses_plugin.narration.steps import Calls, Item, Leaves, LoopPath, Prints, RunStep, Says, Takes
from ses_plugin.tracing.trace import GLOBAL, Event, EventKind, Probe, ProbeKind, Trace


def build_steps(trace: Trace) -> list[RunStep]:
    """Return the steps of a run, in their order. Raises UsageError if its trace has no probes."""
    if not trace.probes and any(event.kind is EventKind.LINE for event in trace.events):
        raise UsageError("this run can't be explained: the program looks at its own calls, or is too deep")
    return _Builder(trace).build()


class _Builder:
    """Goes through the record."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.map: ProgramMap = program_map(trace.source)
        self.steps: list[RunStep] = []
        self.frames: dict[int, Frame] = {}
        self.stack: list[Frame] = []
        self.runs = 0
        self.module: dict[str, str] = {}
        self.classes = {
            (node.name, min([node.lineno, *(d.lineno for d in node.decorator_list)]))
            for node in self.map.nodes
            if isinstance(node, ast.ClassDef)
        }
        """Where bodies of classes begin, which have frames of their own."""

    def build(self) -> list[RunStep]:
        probes = iter(self.trace.probes)
        probe = next(probes, None)
        for index, event in enumerate(self.trace.events):
            self._event(index, event)
            while probe is not None and probe.at == index + 1:
                self._probe(probe)
                probe = next(probes, None)
        for frame in reversed(self.stack):
            self._finish(frame)
        return self.steps

    # --- frames

    def _event(self, index: int, event: Event) -> None:
        if event.kind is EventKind.CALL:
            self._call(index, event)
            return
        if not self.stack or self.stack[-1].number != event.frame:
            return  # of a record that the program wrote into
        frame = self.stack[-1]
        if event.kind is EventKind.LINE:
            self._line(index, event, frame)
        elif event.kind is EventKind.RETURN:
            self._return(event, frame)
        else:
            self._exception(event, frame)
        if event.leaves and event.kind is not EventKind.RETURN:
            self._unwind(frame)

    def _call(self, index: int, event: Event) -> None:
        caller = self._visible()
        if caller is not None and not self.stack[-1].hidden:
            self._return_to_header(caller)
        frame = self.frames.get(event.frame)
        if frame is None:
            path = caller.step.path if caller is not None and caller.step is not None else ()
            frame = self.frames[event.frame] = Frame(event.frame, event.function, path, 0)
            if event.frame == 0:
                frame.variables = self.module
            frame.begun = event.function != "<module>" and not self._is_class(event)
        frame.depth = 0 if caller is None else caller.depth + frame.told
        self._apply(frame, event)
        if event.resumed:
            frame.events.append(index)
        if frame.told:
            given = () if event.resumed else self._arguments(event)
            if caller is not None:
                self._add(caller, Calls(frame.name, given, event.resumed))
                caller.called = True
            else:
                self.steps.append(RunStep(event.line, 0, (), True, [Calls(frame.name, given, event.resumed)]))
        if caller is not None and not frame.hidden:
            caller.step = None
        frame.step = None
        self.stack.append(frame)

    def _return_to_header(self, frame: Frame) -> None:
        """Begin the step of a loop's header, or the end of a `with`, that calls before its probe speaks."""
        if frame.node is None or not frame.events:
            return
        event = self.trace.events[frame.events[-1]]
        for node in self.map.enclosing(frame.node):
            column = node.col_offset if event.column is None else event.column
            if event.kind is EventKind.LINE and (event.line, column) == (node.lineno, node.col_offset):
                self._begin(frame, node)
                if isinstance(node, (ast.With, ast.AsyncWith)):
                    self._add(frame, Says("exit"))
                return

    def _is_class(self, event: Event) -> bool:
        place = (event.function.rpartition(".")[2], event.line)
        return place in self.classes

    def _arguments(self, event: Event) -> tuple[tuple[str, str], ...]:
        given = parameters(self.map, event.function.rpartition(".")[2], event.line)
        known = [(c.name, c.value) for c in event.changes if c.value is not None]
        return tuple((name, text) for name, text in known if given is None or name in given)

    def _visible(self) -> Frame | None:
        """Return the innermost frame that is none of a comprehension's."""
        return next((frame for frame in reversed(self.stack) if not frame.hidden), None)

    def _line(self, index: int, event: Event, frame: Frame) -> None:
        if frame.function.endswith("<lambda>") and frame.step is None and not frame.events:
            frame.step = RunStep(event.line, frame.depth, frame.path, True)
            frame.started = True
            self.steps.append(frame.step)
        frame.events.append(index)

    def _return(self, event: Event, frame: Frame) -> None:
        if frame.hidden:
            self.stack.pop()
            return
        if not event.yielded:
            self._finish(frame, returns=True)
        if frame.told:
            way = "yields" if event.yielded else "returns"
            self._add(frame, Leaves(frame.name, way, event.value or ""))
        frame.step = None
        self.stack.pop()
        caller = self._visible()
        if caller is not None and frame.told:
            caller.returned = (frame.name.rpartition(".")[2], event.value or "")

    def _exception(self, event: Event, frame: Frame) -> None:
        visible = self._visible()
        if visible is None or frame.hidden or visible.raised == event.value or self._is_end(event, visible):
            return
        visible.raised = event.value or ""
        if visible.through != visible.raised:  # else it was told where it came from
            self._add(visible, Says("raise", visible.raised))

    @staticmethod
    def _is_end(event: Event, frame: Frame) -> bool:
        """Return whether an exception is only the way in which a generator tells that it is over."""
        if (event.value or "").partition(":")[0] not in ("StopIteration", "StopAsyncIteration"):
            return False
        asking = (ast.YieldFrom, ast.Await, ast.For, ast.AsyncFor)
        node = frame.node
        return node is not None and (
            isinstance(node, asking) or any(isinstance(part, asking) for part in ast.walk(node))
        )

    def _unwind(self, frame: Frame) -> None:
        self._finish(frame)
        self.stack.pop()
        if frame.told:
            self._add(frame, Leaves(frame.name, "raises", frame.raised))
            outer = self._visible()
            if outer is not None:  # what comes through it is told there once
                outer.through = frame.raised
        frame.step = None

    # --- steps

    def _add(self, frame: Frame, item: Item) -> None:
        """Add something to the step of a frame; to the rest of it if a call came in between."""
        if frame.step is None or self.steps[-1] is not frame.step:
            line = line_of(frame.node) if frame.node is not None else self._first_line(frame)
            begins = frame.node is None and not frame.started
            frame.step = RunStep(line, frame.depth, self._path(frame), begins)
            frame.started = True
            self.steps.append(frame.step)
        frame.step.items.append(item)

    def _first_line(self, frame: Frame) -> int:
        return next((e.line for e in self.trace.events if e.frame == frame.number), 1)

    def _path(self, frame: Frame) -> LoopPath:
        return (*frame.path, *((run.number, run.iteration) for run in frame.loops))

    def _begin(self, frame: Frame, node: Owner) -> None:
        """Begin a step; the one before is over."""
        started = [i for i in frame.events[-1:] if self._is_in(node, self.trace.events[i])]
        frame.events = frame.events[: len(frame.events) - len(started)]
        self._finish(frame)
        frame.events = started
        frame.node, frame.values, frame.elements, frame.yielded = node, {}, [], {}
        frame.returned, frame.called, frame.raised, frame.over = None, False, "", False
        around = self.map.of(node).loops
        while frame.loops and frame.loops[-1].node not in (*around, node):
            frame.loops.pop()
        frame.step = RunStep(line_of(node), frame.depth, self._path(frame), True)
        self.steps.append(frame.step)

    @staticmethod
    def _is_in(node: Owner, event: Event) -> bool:
        if event.kind is not EventKind.LINE:
            return False
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        first = min([line_of(node), *(decorator.lineno for decorator in decorators)])
        last: int = getattr(node, "end_lineno", None) or event.line
        return first <= event.line <= last

    def _finish(self, frame: Frame, *, returns: bool = False) -> None:
        """Tell what a statement has changed, and know it from now on."""
        changes: dict[str, str | None] = {}
        for index in frame.events:
            for change in self.trace.events[index].changes:
                changes[change.name] = change.value
        frame.events = []
        if frame.node is not None and not frame.raised:
            for item in effects_of(frame, changes):
                self._add(frame, item)
            empty = frame.step is not None and self.steps[-1] is frame.step and not frame.step.items
            if empty and not (returns and isinstance(frame.node, ast.Return)):
                self._add(frame, Says("pass"))
        for name, value in changes.items():
            known = self.module if name.startswith(GLOBAL) else frame.variables
            if value is None:
                known.pop(name.removeprefix(GLOBAL), None)
            else:
                known[name.removeprefix(GLOBAL)] = value
        frame.values = {}
        if frame.node is not None and not isinstance(frame.node, (ast.For, ast.While, ast.AsyncFor)):
            frame.step = frame.step if self.steps and self.steps[-1] is frame.step else None

    def _apply(self, frame: Frame, event: Event) -> None:
        for change in event.changes:
            if change.value is not None:
                frame.variables[change.name.removeprefix(GLOBAL)] = change.value

    # --- probes

    def _probe(self, probe: Probe) -> None:
        frame = self._visible()
        if frame is None:
            return
        node = self.map.nodes[probe.node]
        if probe.kind is ProbeKind.PRINTED:
            self._add(frame, Prints(probe.value))
            return
        owner = node if isinstance(node, Owner) else self.map.of(node).owner
        if owner is None:
            return
        lazily = self.stack[-1].hidden or frame.function.endswith("<lambda>")
        if probe.kind is ProbeKind.STATEMENT:
            self._statement(frame, owner)
            return
        if not lazily and (frame.node is not owner or frame.over):
            self._begin(frame, owner)
        if probe.kind is ProbeKind.ITEM:
            self._item(frame, node, probe)
        elif probe.kind is ProbeKind.EXHAUSTED:
            self._add(frame, Says("end"))
            frame.loops = [run for run in frame.loops if run.node is not node]
        elif probe.kind is ProbeKind.ELEMENT:
            frame.elements.append(probe.value)
        else:
            self._expression(frame, node, probe)

    def _statement(self, frame: Frame, node: Owner) -> None:
        self._begin(frame, node)
        if isinstance(node, ast.ExceptHandler):
            self._add(frame, Says("except", "" if node.type is None else code_of(node.type)))
        elif isinstance(node, ast.match_case):
            self._add(frame, Says("case", code_of(node.pattern)))
        elif isinstance(node, ast.ClassDef):
            self._add(frame, Says("class", node.name))
        elif isinstance(node, ast.Match):
            self._add(frame, Says("match", code_of(node.subject)))
        elif isinstance(node, (ast.Try, ast.TryStar)):
            self._add(frame, Says("try"))
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            self._add(frame, Says("with", ", ".join(code_of(item) for item in node.items)))
        elif isinstance(node, (ast.For, ast.While, ast.AsyncFor)):
            self._run(frame, node)

    def _run(self, frame: Frame, node: ast.stmt) -> LoopRun:
        """Begin a run of a loop."""
        frame.loops = [run for run in frame.loops if run.node is not node]
        self.runs += 1
        run = LoopRun(node, self.runs)
        frame.loops.append(run)
        return run

    def _item(self, frame: Frame, node: ast.AST, probe: Probe) -> None:
        if isinstance(node, ast.comprehension):
            self._add(frame, Takes(taken(node.target, probe.value), 0))
            return
        if isinstance(node, (ast.For, ast.AsyncFor)):
            run = next((run for run in frame.loops if run.node is node), None) or self._run(frame, node)
            run.iteration += 1
            frame.over = True
            self._add(frame, Takes(taken(node.target, probe.value), run.iteration))
            frame.step.path = self._path(frame)  # type: ignore[union-attr]

    def _expression(self, frame: Frame, node: ast.AST, probe: Probe) -> None:
        if not isinstance(node, ast.expr):
            return
        if isinstance(frame.node, ast.AugAssign) and node is frame.node.value and probe.names:
            frame.elements.append(probe.names[-1])  # what its target was
        name = called_name(node)
        own = name is not None and frame.returned in ((name, probe.value), ("<lambda>", probe.value))
        frame.returned = None
        fact = (
            None if own and probe.kind is not ProbeKind.TEST else fact_of(node, probe, frame.values, self.map)
        )
        frame.values[number_of(node)] = probe.value
        parent = self.map.of(node).parent
        if isinstance(node, ast.GeneratorExp):  # another one begins
            frame.yielded[number_of(node)] = []
        if isinstance(parent, ast.GeneratorExp) and parent.elt is node:  # what it has yielded so far
            yielded = frame.yielded.setdefault(number_of(parent), [])
            yielded.append(probe.value)
            frame.values[number_of(parent)] = f"[{', '.join(yielded)}]"
        for item in fact or ():
            self._add(frame, item)
        if probe.kind is ProbeKind.TEST and isinstance(frame.node, ast.While) and node is frame.node.test:
            self._condition(frame, bool(probe.truth))

    def _condition(self, frame: Frame, truth: bool) -> None:
        """Tell how the condition of a `while` came out: an iteration begins, or the loop ends."""
        run = next((run for run in frame.loops if run.node is frame.node), None)
        frame.over = True
        if not truth:
            self._add(frame, Says("end"))
            frame.loops = [run for run in frame.loops if run.node is not frame.node]
        elif run is not None:
            run.iteration += 1
            if frame.step is not None:
                frame.step.path = self._path(frame)
