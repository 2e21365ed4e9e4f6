"""Compute arithmetic of literals in tests, within bounds: `f(3 * 19) == [3, 19]` is `f(57) == [3, 19]`.

Only operators on literals are evaluated, and nothing else.
"""

from __future__ import annotations

import ast
import copy
import operator
from collections.abc import Callable
from typing import Any

from ses_plugin.scoring.literals import literal_from_node
from ses_plugin.syntax import BINARY_OPERATORS, UNARY_OPERATORS, parse

_MAX_BITS = 14_000  # of a computed integer: Python writes at most 4300 digits
_MAX_CHARACTERS = 1_000_000  # of a computed string or list

_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {**BINARY_OPERATORS, **UNARY_OPERATORS}
_NUMBERS = (int, float, complex)


def fold_constants(node: ast.expr, names: dict[str, ast.expr] | None = None) -> ast.expr:
    """Return `node` with the arithmetic of its literals computed, and `names` replaced by their values.

    Expressions that can't be computed, or whose value would be too large, stay as they are.

    >>> ast.unparse(fold_constants(parse("f(3 * 19)", "eval").body))
    'f(57)'
    """
    try:
        folded: ast.expr = _Folder(names or {}).visit(copy.deepcopy(node))
    except RecursionError:
        return node
    return folded


class _Folder(ast.NodeTransformer):
    def __init__(self, names: dict[str, ast.expr]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return copy.deepcopy(self._names.get(node.id, node))

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        return _computed(node, node.op, node.left, node.right)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        self.generic_visit(node)
        return node if _is_number(node) else _computed(node, node.op, node.operand)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Replace calls that make a literal: `str(5)` by `'5'`, `set([1])` by `{1}`."""
        self.generic_visit(node)
        match node:
            case ast.Call(
                func=ast.Name(id="str"), args=[ast.Constant(value=str() | int() as value)], keywords=[]
            ):
                return ast.Constant(str(value))
            case ast.Call(
                func=ast.Name(id="set" | "tuple" | "list" as name),
                args=[ast.List(elts=items) | ast.Tuple(elts=items)],
                keywords=[],
            ):
                return _display(name, items) or node
        return node


def _display(name: str, items: list[ast.expr]) -> ast.expr | None:
    if name == "set":
        return ast.Set(items) if items else None
    return ast.Tuple(items, ast.Load()) if name == "tuple" else ast.List(items, ast.Load())


def _is_number(node: ast.UnaryOp) -> bool:
    """Return whether it is a literal already: `-2`, but not `--2` or `-True`."""
    return isinstance(node.op, ast.USub | ast.UAdd) and _kind_of(node.operand) in _NUMBERS


def _kind_of(node: ast.expr) -> type | None:
    return type(node.value) if isinstance(node, ast.Constant) else None


def _computed(node: ast.expr, sign: ast.AST, *operands: ast.expr) -> ast.expr:
    """Return the literal that an operator makes of literals, `node` if there is none."""
    compute = _OPERATORS.get(type(sign))
    try:
        values = [literal_from_node(operand) for operand in operands]
        if compute is None or not _is_small(compute, values):
            return node
        result = compute(*values)
        if isinstance(result, int | float | complex) and result - result != 0:  # inf and nan have no literal
            return node
        literal = parse(repr(result), "eval").body
    except (ArithmeticError, TypeError, ValueError, SyntaxError, MemoryError):
        return node
    return literal


def _is_small(compute: Callable[..., Any], values: list[Any]) -> bool:
    """Return whether computing the result is cheap, and its types are some that tests compute with."""
    match values:
        case [int() as base, int() as power] if compute is operator.pow:
            return base.bit_length() * abs(power) <= _MAX_BITS
        case [int(), int() as by] if compute is operator.lshift:
            return 0 <= by <= _MAX_BITS
        case [int(), *others] if all(isinstance(other, int) for other in others):
            return bool(sum(value.bit_length() for value in values) <= _MAX_BITS)
        case [str() | bytes() | list() | tuple() as items, int() as times] | [
            int() as times,
            str() | bytes() | list() | tuple() as items,
        ]:
            return bool(compute is operator.mul and len(repr(items)) * times <= _MAX_CHARACTERS)
        case [str() | bytes() | list() | tuple() as first, second] if type(first) is type(second):
            return bool(compute is operator.add and len(repr(first)) + len(repr(second)) <= _MAX_CHARACTERS)
    return all(isinstance(value, _NUMBERS) for value in values)
