"""What a run shows, by the second record: against this, the claims of free texts are held."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ses_plugin.narration.completeness import comprehension_names
from ses_plugin.narration.evaluate import Unknown, evaluate, text_of
from ses_plugin.narration.execution_tree import (
    FunctionCall,
    Iteration,
    Loop,
    Step,
    Variables,
    all_calls,
    calls_of,
    printed_by,
    steps_of_item,
)
from ses_plugin.narration.second_record import entries_of, targets_of
from ses_plugin.syntax import parse
from ses_plugin.tracing.trace import Trace


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The variables at one point of the order of entries."""

    at: int
    variables: Variables
    changes: Mapping[str, str]
    previous: Variables = field(default_factory=dict)
    """The variables before the step."""


@dataclass(frozen=True, slots=True)
class ValueHistory:
    """The values that a variable of one frame took one after the other, and when; `before` them, if known."""

    name: str
    before: str | None
    values: tuple[str, ...]
    at: tuple[int, ...]


@dataclass(slots=True)
class StepRange:
    """Some iterations, or some steps of a block, that follow one another in one frame."""

    steps: list[Step]
    items: list[Step | Loop]
    heads: str
    """What was printed by the headers of its iterations."""

    @property
    def at(self) -> int:
        """Where it ends."""
        return max((step.last for step in self.steps), default=0)

    def courses(self, name: str) -> list[ValueHistory]:
        """Return what became of a variable, if it changed."""
        return value_histories(self.steps, name)

    def printed(self) -> str:
        """Return what was printed."""
        return self.heads + "".join(map(printed_by, self.items))

    def calls(self) -> Counter[str]:
        """Return how often each function was called."""
        return Counter(call.function for step in self.steps for call in all_calls(step) if not call.resumed)


def value_histories(those: list[Step], only: str = "") -> list[ValueHistory]:
    """Return what became of each variable, or of one, over steps of one frame."""
    found: dict[str, tuple[str | None, list[tuple[str, int]]]] = {}
    for step in those:
        for name, text in step.changes.items():
            if only and name != only:
                continue
            _, values = found.setdefault(name, (step.before.get(name), []))
            if text is not None:
                values.append((text, step.last))
    return [
        ValueHistory(name, before, tuple(v for v, _ in values), tuple(at for _, at in values))
        for name, (before, values) in found.items()
        if values
    ]


class TraceIndex:
    """The facts of a trace."""

    def __init__(self, trace: Trace) -> None:
        """Read a trace. Raises UsageError if its source is not Python."""
        self.trace = trace
        self.calls: list[FunctionCall] = []
        self.steps: list[Step] = []
        self.repeats: list[Loop] = []
        self.blocks: list[list[Step | Loop]] = []
        self.courses: list[ValueHistory] = []
        self.tests: dict[str, list[Step]] = {}
        entries = entries_of(trace)
        self.size = len(entries) + 1
        """The number of places: one for each entry, and the end."""
        for call in calls_of(entries):
            self._call(call)
        self.moments = [*map(snapshot_of, self.steps), *map(_entry, self.calls)]
        self.names = {name for each in self.moments for name in each.changes}
        self.functions = {call.function for call in self.calls}
        sets = ((step.last, _element(step)) for step in self.steps)
        self.elements = [(at, found) for at, found in sets if found is not None]
        self.printed = [(step.last, step.printed) for step in self.steps if step.printed]
        """What was printed by each step; by each call; by all calls of a step."""
        for call in self.calls:
            self._add_printed(call.last, call.items)
        for step in self.steps:
            self._add_printed(step.last, [item for call in all_calls(step) for item in call.items])
        self.code = _code(parse(trace.source))
        self.items = comprehension_names(trace.source)
        """Names that comprehensions give to their items, of which the record has nothing."""

    def _add_printed(self, at: int, items: list[Step | Loop]) -> None:
        text = "".join(map(printed_by, items))
        if text:
            self.printed.append((at, text))

    def _call(self, call: FunctionCall) -> None:
        if not call.hidden:
            self.calls.append(call)
            self.courses += value_histories([step for item in call.items for step in steps_of_item(item)])
        self._block(call.items, hidden=call.hidden)

    def _block(self, items: list[Step | Loop], *, hidden: bool) -> None:
        if not hidden:
            self.blocks.append(items)
        for item in items:
            if isinstance(item, Step):
                self._step(item, hidden)
                continue
            self.repeats.append(item)
            for iteration in item.iterations:
                if iteration.head is not None:
                    self._step(iteration.head, hidden)
                self._block(iteration.items, hidden=hidden)
            if item.end is not None:
                self._step(item.end, hidden)

    def _step(self, step: Step, hidden: bool) -> None:
        if not hidden:
            self.steps.append(step)
            test = getattr(step.node, "test", None)
            if test is not None:
                self.tests.setdefault(ast.unparse(test), []).append(step)
        for call in step.calls:
            self._call(call)

    def iterations(self, first: int, last: int) -> Iterator[StepRange]:
        """Return every stretch of iterations with these numbers."""
        for repeat in self.repeats:
            those = [it for it in repeat.iterations if first <= it.number <= last]
            if those and those[0].number == first and those[-1].number == last:
                yield step_range(those)

    def runs(self, number: int) -> Iterator[StepRange]:
        """Return every stretch of so many steps and loops of a block."""
        for block in self.blocks:
            for start in range(len(block) - number + 1):
                items = block[start : start + number]
                yield StepRange([step for item in items for step in steps_of_item(item)], items, "")

    def loops(self, said: str) -> list[Loop]:
        """Return the runs of the loop with this header."""
        return [repeat for repeat in self.repeats if header(repeat.node) == said]


def step_range(those: list[Iteration]) -> StepRange:
    """Return the stretch of some iterations."""
    heads = "".join(iteration.head.printed for iteration in those if iteration.head is not None)
    items = [item for iteration in those for item in iteration.items]
    return StepRange([step for iteration in those for step in iteration.steps], items, heads)


def snapshot_of(step: Step) -> Snapshot:
    """Return the variables after a step."""
    changes = {name: text for name, text in step.changes.items() if text is not None}
    if not step.raised:  # what is assigned anew, though it is the same, "becomes" it, too
        targets = (target.id for target in targets_of(step.node) if isinstance(target, ast.Name))
        again = ((name, step.before.get(name)) for name in targets)
        changes |= {name: text for name, text in again if text is not None and name not in changes}
    return Snapshot(step.last, {**step.before, **changes}, changes, step.before)


def _entry(call: FunctionCall) -> Snapshot:
    return Snapshot(call.first, call.arguments, {} if call.resumed else call.arguments)


def header(node: ast.AST) -> str:
    """Return the first line of a compound statement as it is written, without its colon."""
    match node:
        case ast.For(target=target, iter=iterable):
            return f"for {_names(target)} in {_names(iterable)}"
        case ast.AsyncFor(target=target, iter=iterable):
            return f"async for {_names(target)} in {_names(iterable)}"
        case ast.While(test=test):
            return f"while {ast.unparse(test)}"
    return ast.unparse(node).split("\n", 1)[0]


def _names(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text[1:-1] if isinstance(node, ast.Tuple) and node.elts else text


def _code(tree: ast.AST) -> set[str]:
    """Return the code of every part of a program, as it is quoted."""
    out = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.expr, ast.stmt, ast.pattern)):
            text = ast.unparse(node)
            out |= {text, text.split("\n", 1)[0], header(node)}
            if isinstance(node, ast.Tuple) and node.elts:
                out.add(text[1:-1])
            if isinstance(node, ast.AugAssign):
                out.add(ast.unparse(ast.BinOp(node.target, node.op, node.value)))
    return out


def _element(step: Step) -> tuple[str, str] | None:
    """Return the element that an assignment set, and its new value: ("row[0]", "5").

    None if the step is no assignment to an element of a variable, or not all of it can be evaluated.
    """
    match step.node:
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name)) as target], value=value):
            expression = value
        case ast.AugAssign(target=ast.Subscript(value=ast.Name(id=name)) as target, op=op, value=value):
            expression = ast.BinOp(_loaded(target), op, value)
        case _:
            return None
    if step.raised or not (step.before.get(name) or "").startswith(("[", "{")):
        return None
    after = {**step.before, **step.changes}
    try:
        index = evaluate(target.slice, step.before)
        place = ast.Subscript(ast.Name(name, ast.Load()), ast.Constant(index), ast.Load())
        try:
            found = text_of(evaluate(place, after))
        except Unknown:  # of a long container not all is in the trace: it got what was assigned
            found = text_of(evaluate(expression, step.before))
    except Unknown:
        return None
    return ast.unparse(place), found


def _loaded(target: ast.expr) -> ast.expr:
    match target:
        case ast.Name(id=name):
            return ast.Name(name, ast.Load())
        case ast.Subscript(value=value, slice=index):
            return ast.Subscript(value, index, ast.Load())
        case ast.Attribute(value=value, attr=name):
            return ast.Attribute(value, name, ast.Load())
    return target
