"""What a line leaves to a library: there is nothing to simulate where the source of it is not shown."""

from __future__ import annotations

import ast
from functools import lru_cache

from ses_plugin.syntax import parse

# What a reader works out as easily as an operator. All other calls of what is not in the program are a
# library's.
_EASY = frozenset(
    """
    abs all any bin bool chr dict divmod enumerate filter float frozenset getattr hasattr hex int isinstance
    issubclass iter len list map max min next oct ord pow range repr reversed round set slice sorted str sum
    super tuple type zip append extend insert pop remove index count get items keys values add discard update
    join
    lower upper startswith endswith strip lstrip rstrip isdigit isalpha isalnum isspace reverse sort copy
    """.split()
)


def calls_library(source: str, lines: frozenset[int]) -> bool:
    """Return whether one of `lines` calls what the program does not show; no loop is told by few lines."""
    return bool(lines & _library_lines(source))


@lru_cache(maxsize=64)
def _library_lines(source: str) -> frozenset[int]:
    tree = parse(source)
    own = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    }
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called not in own and called not in _EASY:
                found.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return frozenset(found)
