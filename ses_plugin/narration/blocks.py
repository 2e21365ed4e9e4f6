"""From the events of a trace to what a story is made of: calls, loops, iterations and steps.

Call ── items: Step | Repeat
Repeat ── iterations: Iteration ── items: Step | Repeat
Step ── calls: Call
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from ses_plugin.narration.source import Loop, Node, Place, first_line

Variables = dict[str, str]


@dataclass(slots=True)
class Step:
    """One execution of a statement, or of the header of one.

    `own` are the variables of its frame before it, `before` those of the module too; `truth` is how its
    condition came out, None if it has none or the trace does not show it. `first` and `last` number the first
    and last event.
    """

    place: Place
    first: int
    last: int
    own: Variables
    before: Variables
    changes: list[tuple[str, str | None]] = field(default_factory=list)
    printed: str = ""
    calls: list[Call] = field(default_factory=list)
    raised: str = ""
    truth: bool | None = None

    @property
    def node(self) -> Node:
        """The statement."""
        return self.place.node

    def new(self, name: str) -> str | None:
        """Return the value that a variable has after the step."""
        return dict(self.changes).get(name, self.before.get(name))


@dataclass(slots=True)
class Iteration:
    """One iteration; `head` is the execution of the loop's header that began it, if the trace shows it."""

    number: int
    head: Step | None
    items: list[Step | Repeat] = field(default_factory=list)
    resumed: bool = False
    """Whether it had begun before its generator was resumed."""

    @property
    def steps(self) -> Iterator[Step]:
        """Every step in the same frame."""
        if self.head is not None:
            yield self.head
        for item in self.items:
            yield from steps(item)

    @property
    def path(self) -> frozenset[int]:
        """What tells iterations apart that do different things: the lines they went through."""
        lines = {_line(step) for step in self.steps}
        return frozenset(lines)


@dataclass(slots=True)
class Repeat:
    """One run of a loop.

    `end` is the execution of its header that ended it, None if it was left otherwise; `pending` the last one
    as long as it is not known what it did.
    """

    node: Loop
    first: int
    iterations: list[Iteration] = field(default_factory=list)
    end: Step | None = None
    pending: Step | None = None
    resumed: bool = False
    """Whether it had begun before its generator was resumed."""
    paused: bool = False
    """Whether its generator was left by a yield in it."""

    @property
    def opening(self) -> Step | None:
        """The first execution of its header, if the trace shows it."""
        return self.iterations[0].head if self.iterations else self.end

    @property
    def entered(self) -> int:
        """The last event of that."""
        return self.first if self.opening is None else self.opening.last


@dataclass(slots=True)
class Call:
    """What a frame did from where it was entered, or resumed, to where it was left.

    `value` is what was returned or yielded, None if it was left by an exception, whose text is `raised`.
    `arguments` are its parameters at entry. `hidden`: a comprehension, lambda or class body, not told.
    """

    function: str
    first: int
    last: int
    arguments: Variables
    resumed: bool
    hidden: bool
    items: list[Step | Repeat] = field(default_factory=list)
    value: str | None = None
    yielded: bool = False
    raised: str = ""

    @property
    def is_function(self) -> bool:
        """Whether it is a call, rather than the run of a module."""
        return self.function != "<module>"


def steps(item: Step | Repeat) -> Iterator[Step]:
    """Return the steps of an item that are in the same frame, in the order of their execution."""
    if isinstance(item, Step):
        yield item
        return
    for iteration in item.iterations:
        yield from iteration.steps
    if item.end is not None:
        yield item.end


def all_calls(step: Step) -> list[Call]:
    """Return the calls of a step, those in comprehensions and lambdas included."""
    out = []
    for call in step.calls:
        if not call.hidden:
            out.append(call)
            continue
        for item in call.items:
            for inner in steps(item):
                out += all_calls(inner)
    return out


def printed(item: Step | Repeat) -> str:
    """Return what an item printed, calls included."""
    return "".join(_printed(step) for step in steps(item))


def _printed(step: Step) -> str:
    inner = (printed(item) for call in step.calls for item in call.items)
    return "".join(inner) + step.printed


def _line(step: Step) -> int:
    line = first_line(step.node) if isinstance(step.node, ast.stmt) else step.node.body[0].lineno
    return -line if step.truth is False else line
