"""Frames of a run as steps are made of them: where each is, and what its statement has done so far."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from ses_plugin.narration.program_map import Owner, ProgramMap
from ses_plugin.narration.steps import LoopPath, RunStep

_HIDDEN = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")


@dataclass(slots=True)
class LoopRun:
    """One run of a loop."""

    node: ast.stmt
    number: int
    iteration: int = 0


@dataclass(slots=True)
class Frame:
    """A frame, as far as it has come."""

    number: int
    function: str
    path: LoopPath
    depth: int
    variables: dict[str, str] = field(default_factory=dict)
    node: Owner | None = None
    step: RunStep | None = None
    """The step that it is in; None if a call has interrupted it."""
    values: dict[int, str] = field(default_factory=dict)
    """What parts of the statement have come out as."""
    yielded: dict[int, list[str]] = field(default_factory=dict)
    """What generator expressions have yielded to the statement."""
    elements: list[str] = field(default_factory=list)
    """What the changed element was before, and is."""
    loops: list[LoopRun] = field(default_factory=list)
    events: list[int] = field(default_factory=list)
    """The events of the statement, whose changes it made."""
    returned: tuple[str, str] | None = None
    """The function that has just come back to this frame, and its value."""
    called: bool = False
    """Whether the statement has called a function of the program."""
    raised: str = ""
    through: str = ""
    """The exception that has left a frame that this one called."""
    over: bool = False
    """Whether the header of a loop has had its item or condition: what comes next is another step."""
    begun: bool = False
    """Whether it is that of a function."""
    started: bool = False
    """Whether it has had a step."""

    @property
    def hidden(self) -> bool:
        """Whether it is that of a comprehension."""
        return self.function.endswith(_HIDDEN)

    @property
    def told(self) -> bool:
        """Whether its call and its end are told: neither the module's nor a class body's are."""
        return self.begun and not self.hidden

    @property
    def name(self) -> str:
        """What the function is called."""
        return self.function.rsplit("<locals>.", 1)[-1]


@lru_cache(512)
def parameters(program: ProgramMap, name: str, line: int) -> set[str] | None:
    """Return the names of the parameters of a function that is entered; None if it is not known."""
    out: set[str] = set()
    functions = [*_functions(program, name, line)]
    for node in functions:
        given = node.args
        extra = [argument for argument in (given.vararg, given.kwarg) if argument is not None]
        out |= {a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs, *extra)}
    return out if functions else None


def _functions(
    program: ProgramMap, name: str, line: int
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda]:
    for node in program.nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            if node.name == name and first <= line <= node.lineno:
                yield node
        elif isinstance(node, ast.Lambda) and name == "<lambda>" and node.lineno == line:
            yield node
