"""What happened in a run, read from the events of its trace alone: against this, explanations are held.

Nothing here is shared with what makes explanations (`step_builder`): that reads what the program's
probes say. Here statements are found by line and column, how conditions came out by where the frame went
next, values by the changes of variables; and the stack is kept anew.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from ses_plugin.errors import UsageError
from ses_plugin.syntax import parse
from ses_plugin.tracing.trace import GLOBAL, Change, Event, EventKind, Trace

Statement = ast.stmt | ast.ExceptHandler | ast.match_case
LoopStatement = ast.For | ast.AsyncFor | ast.While
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_ENDS = ("StopIteration", "StopAsyncIteration")


class Kind(StrEnum):
    """What an entry is about."""

    STEP = "step"
    CALL = "call"
    LEAVE = "leave"
    RAISE = "raise"
    PRINT = "print"


@dataclass(slots=True)
class Entry:
    """One thing that happened.

    STEP: a statement, or a loop's header, is executed; `changes` are what it did to variables, `truth` how
    its condition came out, None if that can't be told, `iteration` the number of the one that it begins.
    CALL, LEAVE: `text` is the function, `values` its arguments, or the way it is left and the value;
    `function` says whether it is "called" or "resumed". RAISE, PRINT: `text`. An `optional` entry is one that
    an explanation may leave out.
    """

    kind: Kind
    frame: int
    node: Statement | None = None
    text: str = ""
    values: tuple[tuple[str, str], ...] = ()
    before: dict[str, str] = field(default_factory=dict)
    changes: dict[str, str | None] = field(default_factory=dict)
    truth: bool | None = None
    iteration: int = 0
    ends: bool = False
    raised: bool = False
    optional: bool = False
    function: str = ""
    loops: tuple[LoopStatement, ...] = ()
    """Of a step the loops around it, from outside."""
    event: int = 0
    """The index of its event in the trace."""

    @property
    def line(self) -> int:
        """The line where the statement begins."""
        node = self.node
        if isinstance(node, ast.match_case):
            return node.pattern.lineno
        return 0 if node is None else node.lineno


@dataclass(slots=True)
class _Frame:
    number: int
    function: str
    variables: dict[str, str]
    node: Statement | None = None
    step: Entry | None = None
    pending: ast.ExceptHandler | None = None
    through: str = ""
    raised: str = ""
    due: tuple[Change, ...] = ()
    """What its last line changes, which is so from its next event on."""
    counts: dict[ast.stmt, int] = field(default_factory=dict)
    """The iterations of each loop that is open."""


def entries_of(trace: Trace) -> list[Entry]:
    """Return what happened, in order. Raises UsageError if the source of the trace is not Python."""
    return _Reader(trace).read()


class _Places:
    """The statements of a program by line and column."""

    def __init__(self, source: str) -> None:
        try:
            tree = parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise UsageError(f"the source of the trace is not Python: {error}") from None
        self.tree = tree
        self.inside: dict[ast.AST, tuple[ast.AST, ...]] = {}
        """What each statement is in, from outside, within its function."""
        self.starts: dict[tuple[int, int], Statement] = {}
        self.lines: dict[int, Statement] = {}
        self.parameters: dict[tuple[str, int], set[str]] = {}
        self.classes: set[tuple[str, int]] = set()
        self._block(tree, ())
        for node in ast.walk(tree):
            if isinstance(node, ast.Lambda):
                self.parameters.setdefault(("<lambda>", node.lineno), set()).update(_names(node.args))

    def _block(self, parent: ast.AST, around: tuple[ast.AST, ...]) -> None:
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            for node in getattr(parent, name, ()):
                if not isinstance(node, Statement):
                    continue
                self._put(node, around)
                inner = () if isinstance(node, _SCOPES) else (*around, node)
                self._block(node, inner)

    def _put(self, node: Statement, around: tuple[ast.AST, ...]) -> None:
        self.inside[node] = around
        place = node.pattern if isinstance(node, ast.match_case) else node
        first = min([place.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        self.starts[place.lineno, place.col_offset] = node
        body = getattr(node, "body", None) or getattr(node, "cases", None)
        last = (_first(body[0]) - 1) if body else (getattr(node, "end_lineno", None) or first)
        for line in range(first, max(first, last) + 1):
            self.lines[line] = node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self.parameters[node.name, first] = _names(node.args)
        if isinstance(node, ast.ClassDef):
            self.classes.add((node.name, first))

    def loops(self, node: Statement) -> tuple[LoopStatement, ...]:
        """Return the loops of the same function in whose bodies a statement is, from outside."""
        around = self.inside.get(node, ())
        pairs = zip(around, (*around, node)[1:], strict=True)
        return tuple(one for one, inner in pairs if isinstance(one, LoopStatement) and inner in one.body)

    def at(self, event: Event) -> Statement | None:
        if event.column is not None:
            return self.starts.get((event.line, event.column))
        return self.lines.get(event.line)


@lru_cache(16)
def _places(source: str) -> _Places:
    return _Places(source)


def _first(node: Statement) -> int:
    place = node.pattern if isinstance(node, ast.match_case) else node
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([place.lineno, *(decorator.lineno for decorator in decorators)])


def _names(given: ast.arguments) -> set[str]:
    extra = [argument for argument in (given.vararg, given.kwarg) if argument is not None]
    return {a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs, *extra)}


def _is_silent(node: Statement) -> bool:
    """Return whether a statement does nothing that could be told: a text or a declaration."""
    if isinstance(node, ast.AnnAssign):
        return node.value is None
    constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
    return constant or future or isinstance(node, (ast.Global, ast.Nonlocal))


class _Reader:
    """Goes through the events."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.places = _places(trace.source)
        self.out: list[Entry] = []
        self.frames: dict[int, _Frame] = {}
        self.stack: list[_Frame] = []
        self.module: dict[str, str] = {}
        self.following: dict[int, Entry] = {}
        """Of each frame the step of which it is not known yet where it leads."""

    def read(self) -> list[Entry]:
        for index, event in enumerate(self.trace.events):
            known = len(self.out)
            if event.kind is EventKind.CALL:
                self._call(event)
            elif self.stack and self.stack[-1].number == event.frame:
                self._of_frame(event, self.stack[-1])
            if event.printed:
                self.out.append(Entry(Kind.PRINT, event.frame, text=event.printed))
            for entry in self.out[known:]:
                entry.event = index
        return self.out

    def _hidden(self, frame: _Frame) -> bool:
        return frame.function.endswith(("comp>", "<genexpr>"))

    def _shown(self, frame: _Frame, event: Event) -> bool:
        """Return whether a call is told: of a function, not of a comprehension or the body of a class."""
        name = frame.function.rpartition(".")[2]
        is_class = (name, event.line) in self.places.classes
        return frame.number != 0 and not self._hidden(frame) and not is_class

    def _call(self, event: Event) -> None:
        frame = self.frames.get(event.frame)
        if frame is None:
            variables = self.module if event.frame == 0 else {}
            frame = self.frames[event.frame] = _Frame(event.frame, event.function, variables)
            frame.variables.update((c.name, c.value) for c in event.changes if c.value is not None)
            shown = self._shown(frame, event)
        else:
            shown = not self._hidden(frame)
            self._change(frame, event)
        self.stack.append(frame)
        if not shown:
            frame.function = frame.function if self._hidden(frame) or frame.number == 0 else "<class>"
            return
        name = frame.function.rpartition(".")[2]
        known = self.places.parameters.get((name, event.line))
        given = tuple(
            (c.name, c.value)
            for c in event.changes
            if c.value is not None and not event.resumed and (known is None or c.name in known)
        )
        way = "resumed" if event.resumed else "called"
        entry = Entry(Kind.CALL, event.frame, text=frame.function.rsplit("<locals>.", 1)[-1], function=way)
        entry.values = given
        self.out.append(entry)

    def _of_frame(self, event: Event, frame: _Frame) -> None:
        self._apply(frame)
        if event.kind is EventKind.LINE:
            if not self._hidden(frame):
                self._line(event, frame)
        elif event.kind is EventKind.RETURN:
            self._return(event, frame)
        else:
            self._exception(event, frame)
        if event.kind is EventKind.LINE or event.changes:
            self._change(frame, event)
        if event.leaves:
            self._leave(frame, "raises", frame.raised)
            if self.stack:
                self.stack[-1].through = frame.raised

    def _change(self, frame: _Frame, event: Event) -> None:
        if frame.step is not None:
            frame.step.changes.update((c.name.removeprefix(GLOBAL), c.value) for c in event.changes)
        frame.due += event.changes

    def _apply(self, frame: _Frame) -> None:
        """Know what the last line has changed."""
        for change in frame.due:
            known = self.module if change.name.startswith(GLOBAL) else frame.variables
            if change.value is None:
                known.pop(change.name.removeprefix(GLOBAL), None)
            else:
                known[change.name.removeprefix(GLOBAL)] = change.value
        frame.due = ()

    def _line(self, event: Event, frame: _Frame) -> None:
        node = self.places.at(event)
        if frame.function.endswith("<lambda>"):
            if frame.step is None:
                self._step(frame, ast.copy_location(ast.Pass(), ast.Pass(lineno=event.line, col_offset=0)))
            return
        if node is None or (
            isinstance(node, ast.ClassDef) and frame.function == "<class>" and frame.node is None
        ):
            return
        if node is frame.node:
            return
        self._settle(frame, node)
        handler = frame.pending
        if handler is not None and handler in self.places.inside.get(node, ()):
            self._step(frame, handler)
        frame.pending = None
        inside = self.places.inside.get(frame.node, ()) if frame.node is not None else ()
        if isinstance(node, ast.ExceptHandler):
            frame.pending, frame.node = node, node
            return
        if isinstance(node, (ast.With, ast.AsyncWith)) and node in inside:
            self._step(frame, node).optional = True  # it is over: told only if that calls something
            return
        if _is_silent(node):
            frame.node, frame.step = node, None
            return
        step = self._step(frame, node)
        step.optional = isinstance(node, ast.match_case)

    def _step(self, frame: _Frame, node: Statement) -> Entry:
        before = (
            {**self.module, **frame.variables} if frame.variables is not self.module else dict(self.module)
        )
        entry = Entry(Kind.STEP, frame.number, node, before=before, loops=self.places.loops(node))
        self.out.append(entry)
        again = node in self.places.inside.get(frame.node, ()) if frame.node is not None else False
        frame.node, frame.step, frame.raised = node, entry, ""
        if isinstance(node, LoopStatement):
            frame.counts[node] = frame.counts.get(node, 0) if again else 0
            self.following[frame.number] = entry
        elif isinstance(node, ast.If):
            self.following[frame.number] = entry
        return entry

    def _settle(self, frame: _Frame, node: Statement | None) -> None:
        """Find out how the last condition came out, from where the frame goes next."""
        step = self.following.pop(frame.number, None)
        if step is None or step.raised or step.node is None:
            return
        body = step.node.body  # type: ignore[union-attr]
        if all(map(_is_silent, body)) and not isinstance(step.node, LoopStatement):
            return
        around = (*self.places.inside.get(node, ()), node) if node is not None else ()
        enters = any(statement in around for statement in body)
        step.truth = enters
        if isinstance(step.node, LoopStatement):
            step.ends = not enters
            if enters:
                frame.counts[step.node] += 1
                step.iteration = frame.counts[step.node]

    def _return(self, event: Event, frame: _Frame) -> None:
        if not event.yielded:
            self._settle(frame, None)
        self._leave(frame, "yields" if event.yielded else "returns", event.value or "")

    def _leave(self, frame: _Frame, way: str, value: str) -> None:
        self.stack.pop()
        if self._hidden(frame) or frame.number == 0 or frame.function == "<class>":
            return
        name = frame.function.rsplit("<locals>.", 1)[-1]
        self.out.append(Entry(Kind.LEAVE, frame.number, text=name, values=((way, value),)))

    def _exception(self, event: Event, frame: _Frame) -> None:
        text = event.value or ""
        step = frame.step
        if self._hidden(frame):
            return
        if text == frame.raised:
            return
        frame.raised = text
        if text.partition(":")[0] not in _ENDS:
            self.following.pop(frame.number, None)
            if step is not None:
                step.raised = True
        if text != frame.through:
            optional = text.partition(":")[0] in _ENDS
            self.out.append(Entry(Kind.RAISE, frame.number, text=text, optional=optional))
        frame.through = ""


def targets_of(node: Statement | None) -> Iterator[ast.expr]:
    """Yield what a statement assigns to, element by element."""
    match node:
        case ast.Assign(targets=targets):
            for target in targets:
                yield from _flat(target)
        case ast.AugAssign(target=target) | ast.For(target=target) | ast.AsyncFor(target=target):
            yield from _flat(target)
        case ast.AnnAssign(target=target, value=ast.expr()):
            yield target


def _flat(target: ast.expr) -> Iterator[ast.expr]:
    match target:
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from _flat(part)
        case ast.Starred(value=value):
            yield value
        case _:
            yield target
