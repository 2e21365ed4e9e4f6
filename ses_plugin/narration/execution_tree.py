"""A run as calls, loops, iterations and steps, made of the entries of the second record.

FunctionCall ── items: Step | Loop
Loop ── iterations: Iteration ── items: Step | Loop
Step ── calls: FunctionCall

Places are numbers of entries: a step begins at its own, and ends before the next of its frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ses_plugin.narration.second_record import Entry, Kind, LoopStatement, Statement

Variables = Mapping[str, str | None]


@dataclass(slots=True)
class Step:
    """One execution of a statement, or of the header of one.

    `before` are the variables before it; `truth` is how its condition came out, None if it has none or the
    record does not show it. `first` and `last` number its first and last entry.
    """

    node: Statement | None
    first: int
    last: int
    before: Variables
    changes: Mapping[str, str | None]
    truth: bool | None = None
    printed: str = ""
    calls: list[FunctionCall] = field(default_factory=list)
    raised: str = ""


@dataclass(slots=True)
class Iteration:
    """One iteration; `head` is the execution of the loop's header that began it, if the record shows it."""

    number: int
    head: Step | None
    items: list[Step | Loop] = field(default_factory=list)

    @property
    def steps(self) -> Iterator[Step]:
        """Every step in the same frame."""
        if self.head is not None:
            yield self.head
        for item in self.items:
            yield from steps_of_item(item)


@dataclass(slots=True)
class Loop:
    """One run of a loop; `end` is the execution of its header that ended it, if that did."""

    node: LoopStatement
    first: int
    iterations: list[Iteration] = field(default_factory=list)
    end: Step | None = None

    @property
    def entered(self) -> int:
        """The last entry of the first execution of its header."""
        opening = self.iterations[0].head if self.iterations else self.end
        return self.first if opening is None else opening.last


@dataclass(slots=True)
class FunctionCall:
    """What a frame did from where it was entered, or resumed, to where it was left.

    `value` is what was returned or yielded, None if it was left by an exception, whose text is `raised`.
    `arguments` are its parameters at entry. `hidden`: the body of a class.
    """

    function: str
    first: int
    last: int
    arguments: dict[str, str]
    resumed: bool = False
    hidden: bool = False
    items: list[Step | Loop] = field(default_factory=list)
    value: str | None = None
    yielded: bool = False
    raised: str = ""


def calls_of(entries: Sequence[Entry]) -> list[FunctionCall]:
    """Return the outermost calls of a run: the module's, and that of the function it was made for."""
    return _Builder().build(entries)


@dataclass(slots=True)
class _Frame:
    number: int
    call: FunctionCall
    open: list[Loop] = field(default_factory=list)
    step: Step | None = None


class _Builder:
    """Goes through the entries."""

    def __init__(self) -> None:
        self.stack: list[_Frame] = []
        self.outermost: list[FunctionCall] = []

    def build(self, entries: Sequence[Entry]) -> list[FunctionCall]:
        for at, entry in enumerate(entries):
            if entry.kind is Kind.CALL:
                self._call(at, entry)
            elif entry.kind is Kind.STEP:
                self._step(at, entry)
            elif entry.kind is Kind.LEAVE:
                self._leave(at, entry)
            elif self.stack:
                self._happens(at, entry)
        while self.stack:
            self._close(len(entries) - 1)
        return self.outermost

    def _call(self, at: int, entry: Entry) -> None:
        resumed = entry.function == "resumed"
        call = FunctionCall(entry.text, at, at, dict(entry.values), resumed)
        self._push(entry.frame, call)

    def _push(self, number: int, call: FunctionCall) -> None:
        step = self.stack[-1].step if self.stack else None
        (self.outermost if step is None else step.calls).append(call)
        self.stack.append(_Frame(number, call))

    def _step(self, at: int, entry: Entry) -> None:
        while self.stack and self.stack[-1].number != entry.frame:
            if all(frame.number != entry.frame for frame in self.stack):
                break  # the body of a class, which has no entry of its own
            self._close(at - 1)
        if not self.stack or self.stack[-1].number != entry.frame:
            module = entry.frame == 0
            call = FunctionCall("<module>" if module else "<class>", at, at, {}, hidden=not module)
            self._push(entry.frame, call)
        frame = self.stack[-1]
        self._end_step(frame, at - 1)
        frame.step = Step(entry.node, at, at, entry.before, entry.changes, entry.truth)
        self._put(frame, frame.step, entry)

    def _put(self, frame: _Frame, step: Step, entry: Entry) -> None:
        """Put a step where it belongs: into its loop's iteration, or as the header of one."""
        around = entry.loops
        while frame.open and frame.open[-1].node not in (*around, entry.node):
            frame.open.pop()
        known = [loop.node for loop in frame.open]
        for node in around:
            if node not in known:  # of a generator that goes on in the middle of an iteration
                self._open(frame, node, step.first).iterations.append(Iteration(1, None))
        if not isinstance(entry.node, LoopStatement):
            _items(frame).append(step)
            return
        if not frame.open or frame.open[-1].node is not entry.node or entry.iteration == 1:
            if frame.open and frame.open[-1].node is entry.node:
                frame.open.pop()
            self._open(frame, entry.node, step.first)
        loop = frame.open[-1]
        if entry.iteration:
            loop.iterations.append(Iteration(entry.iteration, step))
        else:
            loop.end = step
            frame.open.pop()

    @staticmethod
    def _open(frame: _Frame, node: LoopStatement, first: int) -> Loop:
        loop = Loop(node, first)
        _items(frame).append(loop)
        frame.open.append(loop)
        return loop

    def _happens(self, at: int, entry: Entry) -> None:
        """Add what is printed, or raised, to the step in which that happens."""
        frame = self.stack[-1]
        step = next((f.step for f in reversed(self.stack) if f.step is not None), None)
        if entry.kind is Kind.RAISE and not entry.optional:
            frame.call.raised = entry.text
            if frame.step is not None:
                frame.step.raised = entry.text
        elif entry.kind is Kind.PRINT and step is not None:
            step.printed += entry.text
        frame.call.last = at

    def _leave(self, at: int, entry: Entry) -> None:
        if all(frame.number != entry.frame for frame in self.stack):
            return
        while self.stack[-1].number != entry.frame:
            self._close(at - 1)
        call = self.stack[-1].call
        ((way, value),) = entry.values
        if way == "raises":
            call.raised = value
        else:
            call.value, call.yielded, call.raised = value, way == "yields", ""
        self._close(at)

    def _close(self, at: int) -> None:
        frame = self.stack.pop()
        self._end_step(frame, at)
        frame.call.last = max(frame.call.first, at)

    @staticmethod
    def _end_step(frame: _Frame, at: int) -> None:
        if frame.step is not None:
            frame.step.last = max(frame.step.first, at)


def _items(frame: _Frame) -> list[Step | Loop]:
    loops = [loop for loop in frame.open if loop.iterations]
    return loops[-1].iterations[-1].items if loops else frame.call.items


def steps_of_item(item: Step | Loop) -> Iterator[Step]:
    """Return the steps of an item that are in the same frame, in the order of their execution."""
    if isinstance(item, Step):
        yield item
        return
    for iteration in item.iterations:
        yield from iteration.steps
    if item.end is not None:
        yield item.end


def all_calls(step: Step) -> list[FunctionCall]:
    """Return the calls of a step, those in the bodies of classes included."""
    out = []
    for call in step.calls:
        if not call.hidden:
            out.append(call)
            continue
        for item in call.items:
            for inner in steps_of_item(item):
                out += all_calls(inner)
    return out


def printed_by(item: Step | Loop) -> str:
    """Return what an item printed, calls included."""
    return "".join(_printed(step) for step in steps_of_item(item))


def _printed(step: Step) -> str:
    inner = (printed_by(item) for call in step.calls for item in call.items)
    return "".join(inner) + step.printed
