"""Which of the pieces of code in a reply is the program, and which others it needs."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from ses_plugin.syntax import try_parse

_MOST_RUNS = 50
"""Of so many pieces, from the last, it is looked at whether the functions of others make programs of them."""

_BUILTINS = frozenset(dir(builtins)) | {"__file__", "__name__", "__annotations__"}
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_HARNESSES = frozenset({"unittest", "pytest", "doctest", "timeit"})


class _Rank(IntEnum):
    """How much a piece looks like a program, where nothing is known of the function that is wanted."""

    NOTHING = 0
    PRINTS = 1
    DEFINES = 2
    RUNS_OTHERS = 3
    READS_AND_PRINTS = 4


@dataclass(frozen=True)
class CodePiece:
    """Python in a reply, and what it is made of."""

    source: str
    tree: ast.Module

    @cached_property
    def defines(self) -> frozenset[str]:
        """The names that it has at its top level."""
        return frozenset(name for node in self.tree.body for name in _bound(node))

    @cached_property
    def needs(self) -> frozenset[str]:
        """The names that it uses and has nowhere."""
        used, bound = set(), set()
        for node in ast.walk(self.tree):
            match node:
                case ast.Name(ctx=ast.Load()):
                    used.add(node.id)
                case ast.arg():
                    bound.add(node.arg)
                case (
                    ast.ExceptHandler(name=str(name))
                    | ast.MatchAs(name=str(name))
                    | ast.MatchStar(name=str(name))
                ):
                    bound.add(name)
                case _:
                    bound.update(_names(node))
        return frozenset(used - bound - _BUILTINS)

    @cached_property
    def is_code(self) -> bool:
        """Whether there is more in it than values: a call or a statement."""
        return any(not isinstance(node, ast.Expr) or _calls(node) for node in self.tree.body)

    @cached_property
    def reads(self) -> bool:
        """Whether it has something that reads standard input."""
        return any(map(_reads, ast.walk(self.tree)))

    @cached_property
    def prints(self) -> bool:
        """Whether it has something that writes standard output."""
        return any(map(_prints, ast.walk(self.tree)))

    @cached_property
    def runs(self) -> bool:
        """Whether it does more than to define."""
        return any(map(_runs, self.tree.body))

    @cached_property
    def own(self) -> bool:
        """Whether it defines functions or classes, other than those of tests."""
        found = [node for node in self.tree.body if isinstance(node, _DEFINITIONS)]
        return any(not _is_test(node) for node in found) and not self.defines & _HARNESSES

    @property
    def has_headings(self) -> bool:
        """Whether it begins or ends with mere names: "[BEGIN]" and "Python" are Python by chance."""
        ends = [node.value for node in self.tree.body[:1] + self.tree.body[-1:] if isinstance(node, ast.Expr)]
        return any(isinstance(one, ast.Name) or _is_mark(one) for one in ends)

    @property
    def imports(self) -> bool:
        """Whether it imports something at its top level."""
        return any(isinstance(node, ast.Import | ast.ImportFrom) for node in self.tree.body)

    @cached_property
    def only_definitions(self) -> str:
        """Its source without what runs."""
        if not self.runs:
            return self.source
        lines = self.source.split("\n")
        kept: set[int] = set()
        for node in self.tree.body:
            if not _runs(node):
                above = [one.lineno for one in getattr(node, "decorator_list", ())]
                kept.update(range(min([node.lineno, *above]) - 1, node.end_lineno or node.lineno))
        return "\n".join(lines[number] for number in sorted(kept)) + "\n"

    def method_of_solution(self, name: str) -> bool:
        """Whether it has LeetCode's class `Solution` with a method of this name."""
        return any(
            isinstance(node, ast.ClassDef)
            and node.name == "Solution"
            and any(isinstance(one, _DEFINITIONS) and one.name == name for one in node.body)
            for node in self.tree.body
        )

    def writes(self, entry: str) -> bool:
        """Whether it has the function `entry`, also as a method of class `Solution`, and with a body."""
        if entry not in self.defines and not self.method_of_solution(entry):
            return False
        nodes = [one for one in ast.walk(self.tree) if isinstance(one, _DEFINITIONS) and one.name == entry]
        return not all(map(_is_stub, nodes))


def parse_piece(source: str) -> CodePiece | None:
    """Return a text as a piece of code; None if it is no Python, or nothing but values."""
    tree = try_parse(source)
    found = None if tree is None else CodePiece(source, tree)
    return found if found and found.is_code else None


def select_block(pieces: Sequence[CodePiece], entry: str | None) -> str | None:
    """Return the program in `pieces`, with what it needs of the others; None if there is no piece.

    The last piece that defines `entry`, if it is known and one does. Else the last of those that look most
    like a program: that read input and print; that do so with the functions of others; that define functions;
    that print. Examples of use and tests are the least of all.
    """
    if not pieces:
        return None
    others = _Others(pieces)
    if entry is not None:
        written = [number for number, one in enumerate(pieces) if one.writes(entry)]
        # Else by assignment or import: `entry = other`.
        named = written or [number for number, one in enumerate(pieces) if entry in one.defines]
        if named:
            return others.joined(named[-1])
    ranks = [others.rank(number) for number in range(len(pieces))]
    best = max(ranks)
    return others.joined(max(number for number, rank in enumerate(ranks) if rank == best))


class _Others:
    """Finds what a piece needs of the others."""

    def __init__(self, pieces: Sequence[CodePiece]) -> None:
        self._pieces = pieces
        self._definers: dict[str, list[int]] = {}
        for number, one in enumerate(pieces):
            for name in one.defines:
                self._definers.setdefault(name, []).append(number)

    def joined(self, number: int) -> str:
        """Return a piece with those that it needs before it."""
        needed = self._needed(number)
        if not needed:
            return self._pieces[number].source
        parts = [self._pieces[other].only_definitions for other in needed]
        return "\n\n".join(part.rstrip("\n") + "\n" for part in [*parts, self._pieces[number].source])

    def rank(self, number: int) -> _Rank:
        """Return how much a piece looks like a program."""
        one = self._pieces[number]
        if one.runs and one.reads and one.prints:
            return _Rank.READS_AND_PRINTS
        if one.runs and number >= len(self._pieces) - _MOST_RUNS and self._completes(number):
            return _Rank.RUNS_OTHERS
        if one.own:
            return _Rank.DEFINES
        used_only = any(name in self._definers for name in one.needs)
        return _Rank.PRINTS if one.prints and not used_only else _Rank.NOTHING

    def _completes(self, number: int) -> bool:
        """Return whether a piece makes a program of others that do not run by themselves."""
        needed = [self._pieces[other] for other in self._needed(number)]
        all_ = [self._pieces[number], *needed]
        return (
            bool(needed)
            and any(one.reads for one in all_)
            and any(one.prints for one in all_)
            and not any(one.runs and one.reads and one.prints for one in needed)
        )

    def _needed(self, number: int) -> list[int]:
        """Return the pieces that define what a piece needs, and what those need, in their order."""
        found: set[int] = set()
        names = list(self._pieces[number].needs)
        seen = set(names)
        while names:
            definers = self._definers.get(names.pop(), ())
            other = max((n for n in definers if n < number), default=min(definers, default=number))
            if other != number and other not in found:
                found.add(other)
                new = self._pieces[other].needs - self._pieces[number].defines - seen
                seen |= new
                names += new
        return sorted(found)


def _bound(node: ast.AST) -> Iterator[str]:
    """Yield the names that a statement binds where it stands, not within functions and classes."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield from _names(node)
        if not isinstance(node, (*_DEFINITIONS, ast.Lambda)):
            stack.extend(ast.iter_child_nodes(node))


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(ctx=ast.Store() | ast.Del()):
            yield node.id
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.alias():
            yield node.asname or node.name.split(".")[0]


def _calls(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Call | ast.Await) for one in ast.walk(node))


def _reads(node: ast.AST) -> bool:
    match node:
        case (
            ast.Name(id="input" | "raw_input" | "stdin" | "fileinput")
            | ast.Attribute(attr="stdin", ctx=ast.Load())
        ):
            return True
        case ast.Call(func=ast.Name(id="open"), args=[ast.Constant(value=0 | "/dev/stdin"), *_]):
            return True
    return False


def _prints(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="print" | "stdout") | ast.Attribute(attr="stdout"):
            return True
        case ast.Attribute(value=ast.Name(id="os"), attr="write"):
            return True
    return False


def _runs(node: ast.stmt) -> bool:
    """Return whether a statement does something: a call, a loop that prints, `if __name__ == ...`."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Import() | ast.ImportFrom():
            return False
        case ast.Expr():
            return _calls(node)
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))) | ast.Assert():
            return True
    return any(_prints(one) for one in ast.walk(node))


def _is_mark(node: ast.AST) -> bool:
    return isinstance(node, ast.List) and all(isinstance(one, ast.Name) for one in node.elts)


def _is_test(node: ast.AST) -> bool:
    name = getattr(node, "name", "")
    return name.startswith(("test_", "Test")) or name in ("test", "tests", "check", "run_tests")


def _is_stub(node: ast.AST) -> bool:
    body = getattr(node, "body", [])
    return all(
        isinstance(one, ast.Pass | ast.Raise)
        or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        for one in body
    )
