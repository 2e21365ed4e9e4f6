"""Which statement a line of a program belongs to, and which loops are around it."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from ses_plugin.errors import UsageError
from ses_plugin.syntax import parse

LoopNode = ast.For | ast.While | ast.AsyncFor
Node = ast.stmt | ast.ExceptHandler | ast.match_case
Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Place:
    """What stands in a line: the first statement, the loops whose bodies it is in (from outside), its scope.

    `alone` says that no other statement begins in the line: what happens there is done by this one.
    """

    node: Node
    loops: tuple[LoopNode, ...]
    scope: Scope
    alone: bool = True

    @property
    def is_loop(self) -> bool:
        """Whether the line is the header of a loop whose body has lines of its own."""
        return self.alone and isinstance(self.node, LoopNode)


class SourceMap:
    """The statements of a program by line."""

    def __init__(self, text: str) -> None:
        """Read a program. Raises UsageError if `text` is not Python."""
        try:
            self.tree = parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise UsageError(f"the source of the trace is not Python: {error}") from None
        self.places: dict[int, Place] = {}
        self._block(self.tree.body, (), self.tree)

    def _block(self, body: list[ast.stmt], loops: tuple[LoopNode, ...], scope: Scope) -> None:
        for node in body:
            self._put(node, first_line(node), header_end(node), loops, scope)
            if isinstance(node, _SCOPES):
                self._block(node.body, (), node)
                continue
            inner = (*loops, node) if isinstance(node, LoopNode) else loops
            self._block(getattr(node, "body", []), inner, scope)
            self._block(getattr(node, "orelse", []), loops, scope)
            self._block(getattr(node, "finalbody", []), loops, scope)
            for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
                first = part.pattern.lineno if isinstance(part, ast.match_case) else part.lineno
                self._put(part, first, max(first, part.body[0].lineno - 1), loops, scope)
                self._block(part.body, loops, scope)

    def _put(self, node: Node, first: int, last: int, loops: tuple[LoopNode, ...], scope: Scope) -> None:
        for line in range(first, last + 1):
            found = self.places.get(line)
            place = Place(node, loops, scope)
            if found is not None:
                place = Place(found.node, found.loops, found.scope, alone=False)
            self.places[line] = place


def first_line(node: ast.stmt) -> int:
    """Return the line where a statement begins, its decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def header_end(node: ast.stmt) -> int:
    """Return the last line of a statement without the statements in it."""
    body = getattr(node, "body", None) or getattr(node, "cases", None)
    if not body:
        return node.end_lineno or node.lineno
    inner = body[0]
    first = inner.pattern.lineno if isinstance(inner, ast.match_case) else first_line(inner)
    return max(node.lineno, first - 1)


def body_lines(body: list[ast.stmt]) -> range:
    """Return the lines of a block."""
    return range(first_line(body[0]), (body[-1].end_lineno or body[-1].lineno) + 1)


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
