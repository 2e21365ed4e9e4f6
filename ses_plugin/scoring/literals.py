"""Read Python values from text: literals, and calls of standard types for data. Nothing is evaluated.

    >>> parse_literal("{'a': Fraction(1, 2), 'b': deque([1])}")
    {'a': Fraction(1, 2), 'b': deque([1])}

A function in the sandbox may return a `Counter` or a `Fraction`, which have no literal. The objects are made
here from their text, so comparing them runs no code of the program.

`fold_constants` computes arithmetic of literals in tests, within bounds: `f(3 * 19) == [3, 19]` is `f(57) ==
[3, 19]`. Only operators on literals are computed.
"""

from __future__ import annotations

import ast
import copy
import math
import operator
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from ses_plugin.syntax import BINARY_OPERATORS, UNARY_OPERATORS, parse

_NAMED = {"nan": math.nan, "inf": math.inf}
_NUMBERS = (int, float, complex)
_ITERABLES = (list, tuple, set, frozenset, dict)  # not range: `list(range(10**9))` is short and takes long


def parse_literal(text: str) -> Any:
    """Return the value of a literal, or of a standard type's call.

    Raises ValueError if `text` is anything else, RecursionError if it is nested too deeply.
    """
    try:
        return literal_from_node(parse(text.strip(), "eval").body)
    except (SyntaxError, TypeError, MemoryError) as error:  # TypeError: a list as a key
        raise ValueError(str(error)) from None


def literal_from_node(node: ast.expr) -> Any:
    """Return the value of an expression's syntax tree.

    Raises ValueError or TypeError if it is neither a literal nor a call of a standard type.
    """
    match node:
        case ast.Constant(value=value) if value is not Ellipsis:
            return value
        case ast.Name(id=name) if name in _NAMED:
            return _NAMED[name]
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            return _DISPLAYS[type(node)](map(literal_from_node, items))
        case ast.Dict(keys=keys, values=values):
            return {_key(key): literal_from_node(value) for key, value in zip(keys, values, strict=True)}
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
            return _signed(sign, operand)
        case ast.BinOp(
            left=left, op=ast.Add() | ast.Sub() as sign, right=ast.Constant(value=complex() as part)
        ):
            return _complex(literal_from_node(left), part, sign)
        case ast.Call(func=func, args=arguments, keywords=[]):
            return _standard_value(func, list(map(literal_from_node, arguments)))
    raise ValueError(f"not a literal: {type(node).__name__}")


def _key(node: ast.expr | None) -> Any:
    if node is None:
        raise ValueError("not a literal: {**other}")
    return literal_from_node(node)


def _complex(real: Any, part: complex, sign: ast.operator) -> complex:
    if type(real) not in (int, float):
        raise ValueError("not a literal: a sum")
    return complex(real + part if isinstance(sign, ast.Add) else real - part)


def _signed(sign: ast.unaryop, operand: ast.expr) -> Any:
    """Return a number with its sign. Only one sign is a literal: `--2` is an expression."""
    if isinstance(operand, ast.UnaryOp | ast.BinOp):
        raise ValueError("a sign before an expression")
    value = literal_from_node(operand)
    if type(value) not in _NUMBERS:
        raise ValueError("a sign before something that is not a number")
    return -value if isinstance(sign, ast.USub) else +value


def _standard_value(func: ast.expr, arguments: list[Any]) -> Any:
    """Return the value of a standard type's call: `Fraction(1, 2)`, `collections.deque([1])`."""
    name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    match name, arguments:
        case "set" | "frozenset" | "list" | "tuple" | "dict" | "Counter" | "OrderedDict" | "deque", []:
            return _CONTAINERS[name]()
        case "set" | "frozenset" | "list" | "tuple" | "dict" | "Counter" | "OrderedDict" | "deque", [items]:
            if isinstance(items, _ITERABLES):
                return _CONTAINERS[name](items)
        case "Fraction", [int() as whole]:
            return Fraction(whole)
        case "Fraction", [int() as numerator, int() as denominator] if denominator:
            return Fraction(numerator, denominator)
        case "Decimal", [str() | int() as number]:
            return _decimal(number)
        case "float", [str() as number] if number.strip().lower().lstrip("+-") in ("nan", "inf", "infinity"):
            return float(number)
        case "range", [int(), *_] if len(arguments) <= 3 and all(isinstance(n, int) for n in arguments):
            return range(*arguments)
    raise ValueError(f"not a call of a standard type: {name}")


_DISPLAYS: dict[type[ast.expr], Callable[..., Any]] = {ast.Tuple: tuple, ast.List: list, ast.Set: set}
_CONTAINERS: dict[str, Callable[..., Any]] = {
    "set": set,
    "frozenset": frozenset,
    "list": list,
    "tuple": tuple,
    "dict": dict,
    "Counter": Counter,
    "OrderedDict": OrderedDict,
    "deque": deque,
}


def _decimal(number: str | int) -> Decimal:
    try:
        value = Decimal(number)
    except InvalidOperation:
        raise ValueError(f"not a decimal number: {number!r:.50}") from None
    if value.is_snan():
        raise ValueError("a signalling nan can't be compared")
    return value


_MAX_BITS = 14_000  # of a computed integer: Python writes at most 4300 digits
_MAX_CHARACTERS = 1_000_000  # of a computed string or list

_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {**BINARY_OPERATORS, **UNARY_OPERATORS}


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
