"""The nodes of a program by the numbers that probes name them by, and what is around each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ses_plugin.errors import UsageError
from ses_plugin.syntax import parse
from ses_plugin.tracing.instrumentation import numbered_nodes

Owner = ast.stmt | ast.ExceptHandler | ast.match_case
_LOOPS = (ast.For, ast.While, ast.AsyncFor)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a node is in: its parent, its statement or handler, and the loops around that."""

    parent: ast.AST | None
    owner: Owner | None
    loops: tuple[ast.stmt, ...]


class ProgramMap:
    """The nodes of a program."""

    def __init__(self, source: str) -> None:
        """Read a program. Raises UsageError if it is not Python."""
        try:
            self.tree = parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise UsageError(f"the source of the trace is not Python: {error}") from None
        self.nodes = numbered_nodes(self.tree)
        self.around: list[Surroundings] = [Surroundings(None, None, ())] * len(self.nodes)
        for number, node in enumerate(self.nodes):
            node.number = number  # type: ignore[attr-defined]
        self._visit(self.tree, None, None, ())

    def _visit(
        self, node: ast.AST, parent: ast.AST | None, owner: Owner | None, loops: tuple[ast.stmt, ...]
    ) -> None:
        if isinstance(node, Owner):
            owner = node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            loops = ()
        number: int = getattr(node, "number", -1)
        if number >= 0 and self.nodes[number] is node:  # an operator is one object in many places
            self.around[number] = Surroundings(parent, owner, loops)
        for field, value in ast.iter_fields(node):
            inner = (*loops, node) if isinstance(node, _LOOPS) and field == "body" else loops
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    self._visit(child, node, owner, inner)

    def of(self, node: ast.AST) -> Surroundings:
        """Return what a node is in."""
        return self.around[node.number]  # type: ignore[attr-defined]

    def enclosing(self, node: ast.AST) -> Iterator[ast.stmt]:
        """Yield the loops and `with` statements of the same function that a node is in, from inside."""
        parent = self.of(node).parent
        while parent is not None and not isinstance(
            parent, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        ):
            if isinstance(parent, (*_LOOPS, ast.With, ast.AsyncWith)):
                yield parent
            parent = self.of(parent).parent


@lru_cache(16)
def program_map(source: str) -> ProgramMap:
    """Return the nodes of a program. Raises UsageError if it is not Python."""
    return ProgramMap(source)


def line_of(node: Owner) -> int:
    """Return the line where a statement, a handler or a case begins."""
    return node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
