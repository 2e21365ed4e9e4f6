"""Parse Python text; simple questions about syntax trees. All parsing goes through here."""

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
# raises SystemError in a thread that was switched away while it parsed (gh-106905). RLock: a finaliser that
# runs while a tree is built may parse as well.
_PARSE_LOCK = RLock()
LoopNode = ast.For | ast.While | ast.AsyncFor
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
    """Return the syntax tree of `source`; thread-safe, and without warnings about invalid escapes.

    Raises what `ast.parse` raises: SyntaxError, ValueError (null bytes), RecursionError, MemoryError.
    """
    with _PARSE_LOCK, warnings.catch_warnings():  # catch_warnings isn't thread-safe either
        warnings.simplefilter("ignore")
        return ast.parse(source, mode=mode)


def compile_tree(tree: ast.Module, name: str) -> CodeType:
    """Return the code of a tree, whose file has this name, silent about what is odd in it.

    Raises what `compile` raises: SyntaxError, ValueError, RecursionError, MemoryError.
    """
    with _PARSE_LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile(tree, name, "exec", dont_inherit=True)


def try_parse(source: str) -> ast.Module | None:
    """Return the syntax tree of `source`, None if it isn't valid Python."""
    try:
        return parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def is_program(text: str) -> bool:
    """Return whether `text` is Python with at least one statement that is more than an expression.

    An annotation without a value is none: `Answer: correct` is prose.
    """
    tree = try_parse(text)
    return tree is not None and not all(
        isinstance(node, ast.Expr) or (isinstance(node, ast.AnnAssign) and node.value is None)
        for node in tree.body
    )


def find_argument_fault(text: str) -> str | None:
    """Return why `text` can't stand between the parentheses of one call, None if it can.

    >>> find_argument_fault("[1, 2], n=3")
    >>> find_argument_fault("1) + (2")
    'more than the arguments of one call'
    """
    try:
        call = parse(f"f({text})", "eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return f"not the arguments of a call ({error})"
    single = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "f"
    return None if single else "more than the arguments of one call"


def canonical_form(source: str) -> str:
    """Return a text that is the same for programs that differ only in layout, comments and docstrings.

    >>> canonical_form("x=1  # one") == canonical_form("x = 1")
    True
    """
    tree = try_parse(source)
    if tree is None:
        return source.strip()
    for node in ast.walk(tree):
        if isinstance(node, _WITH_DOCSTRING) and len(node.body) > 1 and ast.get_docstring(node, clean=False):
            del node.body[0]
    return ast.dump(tree)


def unbound_names(source: str) -> frozenset[str]:
    """Return the global names that `source` uses but doesn't bind, without builtins; none if it isn't Python.

    >>> unbound_names("def f(xs: List[int]): return max(xs)")
    frozenset({'List'})
    """
    try:
        with _PARSE_LOCK, warnings.catch_warnings():
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
