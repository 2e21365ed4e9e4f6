"""The one place where Python text becomes a syntax tree, and what is asked of trees alone."""

from __future__ import annotations

import ast
import builtins
import operator
import symtable
import warnings
from collections.abc import Callable
from threading import RLock
from types import CodeType
from typing import Any, Literal, overload

# CPython up to 3.11.7 and 3.12.1 counts the depth of the tree it builds in one place for all threads, and
# raises SystemError in one that was switched away while it parsed (gh-106905). RLock: a finalizer that runs
# while a tree is built may parse too.
_ONE_AT_A_TIME = RLock()
_WITH_DOCSTRING = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

BINARY_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
}
UNARY_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Not: operator.not_,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
}


@overload
def parse(source: str) -> ast.Module: ...
@overload
def parse(source: str, mode: Literal["eval"]) -> ast.Expression: ...
def parse(source: str, mode: Literal["exec", "eval"] = "exec") -> ast.AST:
    """Return the tree of `source`; usable from several threads, and silent about odd escapes.

    Raises what `ast.parse` raises: SyntaxError, ValueError (null bytes), RecursionError, MemoryError.
    """
    with _ONE_AT_A_TIME, warnings.catch_warnings():  # these are not for several threads either
        warnings.simplefilter("ignore")
        return ast.parse(source, mode=mode)


def compile_tree(tree: ast.Module, name: str) -> CodeType:
    """Return the code of a tree, whose file has this name, silent about what is odd in it.

    Raises what `compile` raises: SyntaxError, ValueError, RecursionError, MemoryError.
    """
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile(tree, name, "exec", dont_inherit=True)


def try_parse(source: str) -> ast.Module | None:
    """Return the tree of `source`, None if it is no Python."""
    try:
        return parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def is_program(text: str) -> bool:
    """Return whether `text` is Python with at least one statement that is more than an expression."""
    tree = try_parse(text)
    return tree is not None and any(not isinstance(node, ast.Expr) for node in tree.body)


def canonical_form(source: str) -> str:
    """Return a text that is the same for programs that differ in layout, comments and docstrings alone."""
    tree = try_parse(source)
    if tree is None:
        return source.strip()
    for node in ast.walk(tree):
        if isinstance(node, _WITH_DOCSTRING) and len(node.body) > 1 and ast.get_docstring(node, clean=False):
            del node.body[0]
    return ast.dump(tree)


def unbound_names(source: str) -> frozenset[str]:
    """Return the global names that `source` uses and does not bind, but builtins; none if it is no Python."""
    try:
        with _ONE_AT_A_TIME, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            table = symtable.symtable(source, "program", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    used: set[str] = set()
    bound = set(dir(builtins))
    scopes = [table]
    while scopes:
        scope = scopes.pop()
        scopes += scope.get_children()
        for symbol in scope.get_symbols():
            if scope is table or symbol.is_global():
                (bound if symbol.is_assigned() or symbol.is_imported() else used).add(symbol.get_name())
    return frozenset(name for name in used - bound if not name.startswith("__"))
