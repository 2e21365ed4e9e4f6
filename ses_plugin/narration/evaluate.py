"""The value of an expression, from the texts of its variables' values.

No code of the program runs here: the syntax tree is walked, the values are built-in ones of bounded size, and
what is not surely free of side effects is not evaluated.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from ses_plugin.syntax import BINARY_OPERATORS, UNARY_OPERATORS, parse
from ses_plugin.tracing.inside.simple_values import MARK

MOST_ITEMS = 2_000
"""The most items of a container, and characters of a text."""

_MOST_BITS = 500
_KINDS = (int, float, bool, str, bytes, list, tuple, dict, set, frozenset, range, type(None))
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    f.__name__: f for f in (abs, all, any, bool, chr, len, list, max, min, ord, sorted, str, sum, tuple)
} | {"int": int, "float": float, "divmod": divmod, "round": round}
_METHODS = frozenset(
    "count endswith find get index isalnum isalpha isdigit islower isspace isupper lower lstrip removeprefix "
    "removesuffix rfind rstrip split startswith strip title upper".split()
)


class Unknown(ValueError):
    """An expression can't be evaluated, or not surely."""


class Impossible(Unknown):
    """An operation has no value: Python raises an exception."""


def value_of(text: str) -> Any:
    """Return the value that a text of a trace shows. Raises Unknown if it is no literal, or shortened."""
    value = _literal(text)
    if value is None and text != "None":
        raise Unknown(text)
    return value  # never changed by an evaluation, so that it may be shared


@lru_cache(4096)
def _literal(text: str) -> Any:
    if MARK in text or len(text) > MOST_ITEMS:
        return None
    try:
        return evaluate(parse(text.strip(), "eval").body, {})
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def evaluate(node: ast.expr, variables: Mapping[str, str | None]) -> Any:
    """Return the value of an expression whose variables have the values with these texts.

    Raises Unknown if it has none, or is not of the kind that is evaluated: operators, comparisons, indices,
    and the plainest functions and methods, on built-in values.
    """
    try:
        return _Evaluation(variables).value(node)
    except Unknown:
        raise
    except (
        Exception
    ) as error:  # what the operation itself may raise: the program met it too, or went elsewhere
        raise Impossible(f"{type(error).__name__}: {error}") from None


def truth_of(node: ast.expr, variables: Mapping[str, str | None]) -> bool | None:
    """Return whether an expression counts as true; None if it can't be evaluated."""
    try:
        return bool(evaluate(node, variables))
    except Unknown:
        return None


def is_evaluable(node: ast.expr, variables: Mapping[str, str | None]) -> bool:
    """Return whether an expression is of the kind that is evaluated, though it may have no value."""
    try:
        evaluate(node, variables)
    except Impossible:
        return True
    except Unknown:
        return False
    return True


def text_of(value: Any) -> str:
    """Return the text of a value, as a trace has it. Raises Unknown where the order of a set would show."""
    text = repr(value)
    if "{" in text and _holds_set(value):
        raise Unknown("a set")
    return text


def _holds_set(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_set, (*value.keys(), *value.values())))
    if isinstance(value, (list, tuple)):
        return any(map(_holds_set, value))
    return isinstance(value, (set, frozenset)) and len(value) > 1


class _Evaluation:
    """Evaluates with some variables."""

    def __init__(self, variables: Mapping[str, str | None]) -> None:
        self.variables = variables

    def value(self, node: ast.expr) -> Any:
        found = self._value(node)
        if type(found) not in _KINDS:
            raise Unknown(ast.dump(node))
        if isinstance(found, int):
            if found.bit_length() > _MOST_BITS:
                raise Unknown("a big number")
        elif not isinstance(found, (float, type(None))) and len(found) > MOST_ITEMS:
            raise Unknown("a big value")
        return found

    def _value(self, node: ast.expr) -> Any:  # noqa: C901, PLR0912 - one case for each kind of expression
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return self._variable(name)
            case ast.BinOp(left=left, op=op, right=right):
                return self._binary(type(op), self.value(left), self.value(right))
            case ast.UnaryOp(op=op, operand=operand):
                return UNARY_OPERATORS[type(op)](self.value(operand))
            case ast.BoolOp(op=op, values=values):
                return self._bool(isinstance(op, ast.And), values)
            case ast.Compare(left=left, ops=ops, comparators=others):
                return self._compare(left, ops, others)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self.value(body) if self.value(test) else self.value(orelse)
            case ast.Subscript(value=value, slice=index):
                return self.value(value)[self._index(index)]
            case ast.List(elts=parts):
                return self._parts(parts)
            case ast.Tuple(elts=parts):
                return tuple(self._parts(parts))
            case ast.Set(elts=parts):
                return set(self._parts(parts))
            case ast.Dict(keys=keys, values=values):
                return dict(zip(self._parts(keys), self._parts(values), strict=True))
            case ast.Call(func=func, args=args, keywords=[]):
                return self._call(func, self._parts(args))
        raise Unknown(type(node).__name__)

    def _parts(self, nodes: list[Any]) -> list[Any]:
        if any(node is None or isinstance(node, ast.Starred) for node in nodes):
            raise Unknown("unpacking")
        return [self.value(node) for node in nodes]

    def _variable(self, name: str) -> Any:
        text = self.variables.get(name)
        if text is None:
            raise Unknown(name)
        return value_of(text)

    @staticmethod
    def _binary(op: type[ast.operator], left: Any, right: Any) -> Any:
        numbers = isinstance(left, (int, float)) and isinstance(right, (int, float))
        if op in (ast.Pow, ast.LShift) and (not numbers or abs(right) > _MOST_BITS or abs(left) > 10**6):
            raise Unknown("a power")
        if op is ast.Mult and not numbers and (left if isinstance(left, int) else right) > MOST_ITEMS:
            raise Unknown("a repetition")
        if op is ast.Mod and isinstance(left, (str, bytes)):
            raise Unknown("formatting")
        return BINARY_OPERATORS[op](left, right)

    def _bool(self, every: bool, nodes: list[ast.expr]) -> Any:
        value: Any = every
        for node in nodes:
            value = self.value(node)
            if bool(value) is not every:
                break
        return value

    def _compare(self, left: ast.expr, ops: list[ast.cmpop], others: list[ast.expr]) -> bool:
        value = self.value(left)
        for op, node in zip(ops, others, strict=True):
            other = self.value(node)
            if isinstance(op, (ast.Is, ast.IsNot)) and value is not None and other is not None:
                raise Unknown("identity")
            if not _COMPARE[type(op)](value, other):
                return False
            value = other
        return True

    def _index(self, node: ast.expr) -> Any:
        if not isinstance(node, ast.Slice):
            return self.value(node)
        return slice(*(part and self.value(part) for part in (node.lower, node.upper, node.step)))

    def _call(self, func: ast.expr, args: list[Any]) -> Any:
        match func:
            case ast.Name(id="set" | "frozenset") if not args:
                return set() if func.id == "set" else frozenset()
            case ast.Name(id=name) if name in _FUNCTIONS and name not in self.variables:
                if any(isinstance(a, range) and len(a) > MOST_ITEMS for a in args):
                    raise Unknown("a long range")
                return _FUNCTIONS[name](*args)
            case ast.Attribute(value=value, attr=name) if name in _METHODS:
                return getattr(self.value(value), name)(*args)
        raise Unknown("a call")
