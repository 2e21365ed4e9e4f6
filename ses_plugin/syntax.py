"""The one place where Python text becomes a syntax tree."""

from __future__ import annotations

import ast
from threading import RLock
from typing import Literal, overload

# CPython up to 3.11.7 and 3.12.1 counts the depth of the tree it builds in one place for all threads, and
# raises SystemError in one that was switched away while it parsed (gh-106905). RLock: a finalizer that runs
# while a tree is built may parse too.
_ONE_AT_A_TIME = RLock()


@overload
def parse(source: str) -> ast.Module: ...
@overload
def parse(source: str, mode: Literal["eval"]) -> ast.Expression: ...
def parse(source: str, mode: Literal["exec", "eval"] = "exec") -> ast.AST:
    """Return the tree of `source`; usable from several threads.

    Raises what `ast.parse` raises: SyntaxError, ValueError (null bytes), RecursionError, MemoryError.
    """
    with _ONE_AT_A_TIME:
        return ast.parse(source, mode=mode)
