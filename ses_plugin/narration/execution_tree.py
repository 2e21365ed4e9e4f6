"""From the events of a trace to what a story is made of: calls, loops, iterations and steps.

FunctionCall ── items: Step | Loop
Loop ── iterations: Iteration ── items: Step | Loop
Step ── calls: FunctionCall
"""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ses_plugin.narration.source import LoopNode, Node, Place, first_line

Variables = Mapping[str, str]
Path = frozenset[tuple[object, ...]]
"""What tells iterations apart that do different things."""


class PriorVariables(Mapping[str, str]):
    """The variables of a frame as they were before an event, out of all the values that they ever had."""

    __slots__ = ("at", "histories")

    def __init__(self, histories: Histories, at: int) -> None:
        self.histories = histories
        self.at = at

    def __getitem__(self, name: str) -> str:
        events, values = self.histories[name]
        index = bisect_left(events, self.at)
        value = values[index - 1] if index else None
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.histories if self.get(name) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class ChainedVariables(Mapping[str, str]):
    """Some variables, and where they have no value others."""

    __slots__ = ("first", "second")

    def __init__(self, first: Variables, second: Variables) -> None:
        self.first = first
        self.second = second

    def __getitem__(self, name: str) -> str:
        value = self.first.get(name)
        return self.second[name] if value is None else value

    def __iter__(self) -> Iterator[str]:
        return iter(self.first.keys() | self.second.keys())

    def __len__(self) -> int:
        return len(self.first.keys() | self.second.keys())


Histories = dict[str, tuple[list[int], list[str | None]]]
"""Of each variable the events that changed it, and its values after them."""


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
    calls: list[FunctionCall] = field(default_factory=list)
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
    items: list[Step | Loop] = field(default_factory=list)
    resumed: bool = False
    """Whether it had begun before its generator was resumed."""

    @property
    def steps(self) -> Iterator[Step]:
        """Every step in the same frame."""
        if self.head is not None:
            yield self.head
        for item in self.items:
            yield from steps_of_item(item)

    @property
    def path(self) -> Path:
        """What tells iterations apart that do different things: the lines they went through."""
        return frozenset(map(_way, self.steps))


@dataclass(slots=True)
class Loop:
    """One run of a loop.

    `end` is the execution of its header that ended it, None if it was left otherwise; `pending` the last one
    as long as it is not known what it did.
    """

    node: LoopNode
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
class FunctionCall:
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
    items: list[Step | Loop] = field(default_factory=list)
    value: str | None = None
    yielded: bool = False
    raised: str = ""

    @property
    def is_function(self) -> bool:
        """Whether it is a call, rather than the run of a module."""
        return self.function != "<module>"


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
    """Return the calls of a step, those in comprehensions and lambdas included."""
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


def _way(step: Step) -> tuple[object, ...]:
    """Return where a step was and how its condition came out; of one among others in a line what it did."""
    line = first_line(step.node) if isinstance(step.node, ast.stmt) else step.node.body[0].lineno
    did = () if step.place.alone else (bool(step.printed), *(name for name, _ in step.changes))
    return (line, step.truth, *did)
