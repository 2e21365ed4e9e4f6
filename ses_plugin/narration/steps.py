"""What an explanation is made of: steps in the order of computation, each with what it does.

A step is one execution of a statement or of a loop's header. Where it calls a function, the steps of the call
come next, and then what is left of it, as a step that does not begin (`begins`).
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fact:
    """An expression with values put in, and its result: `3 * 3 + 1`, "10". Of a condition `truth` is set.

    `whole`: a condition made of others, whose facts stand before it (`a and b`), or a conditional expression.
    """

    put: str
    result: str
    truth: bool | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Becomes:
    """A name, element or attribute gets a value; `result`: it is that of the fact before.

    `state`: it is not assigned, but the object that it names has changed inside.
    """

    name: str
    value: str
    result: bool = False
    state: bool = False


@dataclass(frozen=True, slots=True)
class Takes:
    """An item of a loop or comprehension; `number` counts from 1, 0 in a comprehension."""

    values: tuple[tuple[str, str], ...]
    number: int


@dataclass(frozen=True, slots=True)
class Does:
    """A call that is only there for what it does: `xs.append(4)`."""

    put: str


@dataclass(frozen=True, slots=True)
class Prints:
    """What is written to standard output."""

    text: str


@dataclass(frozen=True, slots=True)
class Calls:
    """A function is entered, or goes on."""

    function: str
    arguments: tuple[tuple[str, str], ...]
    resumed: bool


@dataclass(frozen=True, slots=True)
class Leaves:
    """A function is left: `way` is "returns", "yields" or "raises"."""

    function: str
    way: str
    value: str


@dataclass(frozen=True, slots=True)
class Says:
    """What has a word (of `wording`) and maybe a piece of code: raise, except, break, def, import, end."""

    word: str
    code: str = ""


Item = Fact | Becomes | Takes | Does | Prints | Calls | Leaves | Says
LoopPath = tuple[tuple[int, int], ...]
"""The loops that a step is in: a number for each run of one, and that of the iteration."""


@dataclass(slots=True)
class RunStep:
    """One execution of a statement, or the rest of one."""

    line: int
    depth: int
    path: LoopPath
    begins: bool
    items: list[Item] = field(default_factory=list)
    loop: int = 0
    """The number of the run of a loop whose header it is."""
