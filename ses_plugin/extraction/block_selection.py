"""Select the program among the pieces of code in a reply, with the other pieces that it needs."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from ses_plugin.syntax import try_parse

# Only the last 50 pieces are checked for being completed by others: each check follows the needs of a piece
# through all the others, and a reply may have thousands.
_MAX_CHECKED = 50

_BUILTINS = frozenset(dir(builtins)) | {"__file__", "__name__", "__annotations__"}
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_HARNESSES = frozenset({"unittest", "pytest", "doctest", "timeit"})  # a piece that imports one is a test


class _Rank(IntEnum):
    """How much a piece looks like a program, where no entry point is known."""

    NOTHING = 0  # `solve(3)`, an example of use
    PRINTS = 1  # `print("hello")`
    DEFINES = 2  # `def solve(n): ...`
    RUNS_OTHERS = 3  # `print(solve(int(input())))`, where another piece defines `solve`
    READS_AND_PRINTS = 4  # `print(int(input()) * 2)`


@dataclass(frozen=True)
class CodePiece:
    """A piece of Python in a reply, and its properties."""

    source: str
    tree: ast.Module

    @cached_property
    def defines(self) -> frozenset[str]:
        """The names that it binds at its top level."""
        return frozenset(name for node in self.tree.body for name in _bound(node))

    @cached_property
    def needs(self) -> frozenset[str]:
        """The names that it uses but binds nowhere: another piece may define them."""
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
        """Whether it is more than values: a call or a statement. `3` and `"yes"` are Python by chance."""
        return any(not isinstance(node, ast.Expr) or _calls(node) for node in self.tree.body)

    @cached_property
    def reads(self) -> bool:
        """Whether it can read standard input."""
        return any(map(_reads, ast.walk(self.tree)))

    @cached_property
    def prints(self) -> bool:
        """Whether it can write to standard output."""
        return any(map(_prints, ast.walk(self.tree)))

    @cached_property
    def runs(self) -> bool:
        """Whether it does more than define names."""
        return any(map(_runs, self.tree.body))

    @cached_property
    def has_definitions(self) -> bool:
        """Whether it defines functions or classes other than tests."""
        definitions = [node for node in self.tree.body if isinstance(node, _DEFINITIONS)]
        return any(not _is_test(node) for node in definitions) and not self.defines & _HARNESSES

    @property
    def has_headings(self) -> bool:
        """Whether it begins or ends with bare names: "[BEGIN]" and "Python" are Python by chance."""
        ends = [node.value for node in self.tree.body[:1] + self.tree.body[-1:] if isinstance(node, ast.Expr)]
        return any(isinstance(value, ast.Name) or _is_mark(value) for value in ends)

    @property
    def imports(self) -> bool:
        """Whether it imports at its top level."""
        return any(isinstance(node, ast.Import | ast.ImportFrom) for node in self.tree.body)

    @cached_property
    def only_definitions(self) -> str:
        """Its source without the statements that run: `def f(): ...` stays, `print(f())` goes."""
        if not self.runs:
            return self.source
        lines = self.source.split("\n")
        definition_lines: set[int] = set()
        for node in self.tree.body:
            if not _runs(node):
                decorators = [decorator.lineno for decorator in getattr(node, "decorator_list", ())]
                first = min([node.lineno, *decorators]) - 1
                definition_lines.update(range(first, node.end_lineno or node.lineno))
        return "\n".join(lines[number] for number in sorted(definition_lines)) + "\n"

    def has_solution_method(self, name: str) -> bool:
        """Return whether it has LeetCode's class `Solution` with a method of this name."""
        return any(
            isinstance(node, ast.ClassDef)
            and node.name == "Solution"
            and any(isinstance(member, _DEFINITIONS) and member.name == name for member in node.body)
            for node in self.tree.body
        )

    def implements(self, entry_point: str) -> bool:
        """Return whether it has the function, also as a method of class `Solution`, and with a body."""
        if entry_point not in self.defines and not self.has_solution_method(entry_point):
            return False
        nodes = [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, _DEFINITIONS) and node.name == entry_point
        ]
        return not all(map(_is_stub, nodes))


def parse_piece(source: str) -> CodePiece | None:
    """Return a text as a piece of code; None if it isn't Python, or is only values."""
    tree = try_parse(source)
    piece = None if tree is None else CodePiece(source, tree)
    return piece if piece and piece.is_code else None


def select_block(pieces: Sequence[CodePiece], entry_point: str | None) -> str | None:
    """Return the program in `pieces`, after the other pieces that it needs; None if there is no piece.

    The last piece that defines `entry_point`, if it is known and one does. Else the last of those that look
    most like a program (`_Rank`). Examples of use and tests rank lowest.
    """
    if not pieces:
        return None
    resolver = _NeedsResolver(pieces)
    if entry_point is not None:
        implementing = [number for number, piece in enumerate(pieces) if piece.implements(entry_point)]
        # Else by assignment or import: `entry_point = other`.
        defining = implementing or [
            number for number, piece in enumerate(pieces) if entry_point in piece.defines
        ]
        if defining:
            return resolver.join(defining[-1])
    ranks = [resolver.rank(number) for number in range(len(pieces))]
    best = max(ranks)
    return resolver.join(max(number for number, rank in enumerate(ranks) if rank == best))


class _NeedsResolver:
    """Finds the other pieces that a piece needs. A piece is named by its number."""

    def __init__(self, pieces: Sequence[CodePiece]) -> None:
        self._pieces = pieces
        self._definers: dict[str, list[int]] = {}
        for number, piece in enumerate(pieces):
            for name in piece.defines:
                self._definers.setdefault(name, []).append(number)

    def join(self, number: int) -> str:
        """Return the source of a piece after the definitions of the pieces that it needs."""
        needed = self._needed(number)
        if not needed:
            return self._pieces[number].source
        parts = [self._pieces[other].only_definitions for other in needed]
        return "\n\n".join(part.rstrip("\n") + "\n" for part in [*parts, self._pieces[number].source])

    def rank(self, number: int) -> _Rank:
        """Return how much a piece looks like a program."""
        piece = self._pieces[number]
        if piece.runs and piece.reads and piece.prints:
            return _Rank.READS_AND_PRINTS
        if piece.runs and number >= len(self._pieces) - _MAX_CHECKED and self._completes(number):
            return _Rank.RUNS_OTHERS
        if piece.has_definitions:
            return _Rank.DEFINES
        # `print(solve(3))`, where another piece defines `solve`: an example of use.
        is_example = any(name in self._definers for name in piece.needs)
        return _Rank.PRINTS if piece.prints and not is_example else _Rank.NOTHING

    def _completes(self, number: int) -> bool:
        """Return whether a piece makes a program together with others that don't run by themselves."""
        needed = [self._pieces[other] for other in self._needed(number)]
        together = [self._pieces[number], *needed]
        return (
            bool(needed)
            and any(piece.reads for piece in together)
            and any(piece.prints for piece in together)
            and not any(piece.runs and piece.reads and piece.prints for piece in needed)
        )

    def _needed(self, number: int) -> list[int]:
        """Return the pieces that define the needs of a piece, and the needs of those, in their order.

        Of several definitions the last one above the piece counts, else the first below: as a reader of the
        reply takes it.
        """
        needed: set[int] = set()
        names = list(self._pieces[number].needs)
        seen = set(names)
        while names:
            definers = self._definers.get(names.pop(), ())
            other = max((n for n in definers if n < number), default=min(definers, default=number))
            if other != number and other not in needed:
                needed.add(other)
                new = self._pieces[other].needs - self._pieces[number].defines - seen
                seen |= new
                names += new
        return sorted(needed)


def _bound(node: ast.AST) -> Iterator[str]:
    """Yield the names that a statement binds where it stands, not within functions and classes."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield from _names(node)
        if not isinstance(node, (*_DEFINITIONS, ast.Lambda)):
            stack.extend(ast.iter_child_nodes(node))


def _names(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node itself binds."""
    match node:
        case ast.Name(ctx=ast.Store() | ast.Del()):
            yield node.id
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.alias():  # `import os.path` binds `os`
            yield node.asname or node.name.split(".")[0]


def _calls(node: ast.AST) -> bool:
    return any(isinstance(child, ast.Call | ast.Await) for child in ast.walk(node))


def _reads(node: ast.AST) -> bool:
    match node:  # input(), sys.stdin, open(0), open("/dev/stdin")
        case (
            ast.Name(id="input" | "raw_input" | "stdin" | "fileinput")
            | ast.Attribute(attr="stdin", ctx=ast.Load())
        ):
            return True
        case ast.Call(func=ast.Name(id="open"), args=[ast.Constant(value=0 | "/dev/stdin"), *_]):
            return True
    return False


def _prints(node: ast.AST) -> bool:
    match node:  # print(1), sys.stdout.write(s), os.write(1, s)
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
    return any(_prints(child) for child in ast.walk(node))


def _is_mark(node: ast.AST) -> bool:  # [BEGIN], [PYTHON]
    return isinstance(node, ast.List) and all(isinstance(element, ast.Name) for element in node.elts)


def _is_test(node: ast.AST) -> bool:
    name = getattr(node, "name", "")
    return name.startswith(("test_", "Test")) or name in ("test", "tests", "check", "run_tests")


def _is_stub(node: ast.AST) -> bool:
    """Return whether a function has only a docstring, `...`, `pass` or `raise NotImplementedError`."""
    body = getattr(node, "body", [])
    return all(
        isinstance(statement, ast.Pass | ast.Raise)
        or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        for statement in body
    )
