"""Decide whether a predicted output is the true one.

`docs/scoring.md` has the rules in words. Nothing here runs what a model wrote: text is compared as text, and
Python literals are read from their syntax tree, never evaluated.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from ses_plugin.syntax import parse

TOLERANCE = 1e-5
"""The largest difference of two equal floating-point numbers (paper, section on the RL environment)."""

MAX_CHARACTERS = 100_000
"""Longer predictions are wrong without a comparison: no data set here has an output nearly as long."""

_INTEGER = re.compile(r"[+-]?[0-9]+")
_FLOAT = re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][+-]?[0-9]+)?")  # 5., .5, 1e9
_MAX_SEARCHED = 100  # members of a set that are compared one by one: the time is quadratic
_CONSTANTS = {"nan": math.nan, "inf": math.inf}


class NotALiteral(ValueError):
    """The text is not a Python literal."""


def stdout_matches(
    predicted: str, true: str, *, tolerance: float | None = None, most: int = MAX_CHARACTERS
) -> bool:
    r"""Return whether `predicted` matches what a program printed, `true`.

    Lines are compared in order, each as tokens between blanks; blanks at the end, and empty lines at the
    beginning and the end, don't matter. Two tokens match if they are the same text, or are numbers, at least
    one of them a float, that differ by at most TOLERANCE. Integers must be equal.

    Args:
        predicted: the prediction.
        true: the program's output.
        tolerance: absolute or relative difference of numbers that the problem allows besides.
        most: longer predictions never match.

    >>> stdout_matches("3  0.50000001\n", "3 0.5")
    True
    """
    if len(predicted) > most:
        return False
    lines, true_lines = _lines(predicted), _lines(true)
    return len(lines) == len(true_lines) and all(
        _line_matches(*pair, tolerance or 0.0) for pair in zip(lines, true_lines, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """The first line, counted from 1, in which two outputs differ; None for the one that has ended before."""

    line: int
    predicted: str | None
    true: str | None


def first_difference(predicted: str, true: str) -> Difference | None:
    """Return where a predicted output differs from the true one, None if they match (`stdout_matches`).

    Line 1 is the first that is not empty.
    """
    if stdout_matches(predicted, true):
        return None
    pairs = zip_longest(_lines(predicted), _lines(true))
    for number, (left, right) in enumerate(pairs, 1):
        if left is None or right is None or not _line_matches(left, right):
            return Difference(number, left, right)
    return Difference(1, predicted, true)  # too long to be compared


def literal_matches(predicted: str, true: str, *, most: int = MAX_CHARACTERS) -> bool:
    """Return whether `predicted` is a literal of the value that a function returned.

    Types must agree as well as values: `1`, `True` and `1.0` are different, as are a list and a tuple. Floats
    may differ by TOLERANCE, `nan` equals `nan`, and the order of sets and of a dict's keys doesn't matter.

    Args:
        predicted: the prediction.
        true: the value's `repr`. If it isn't a literal (`<object ...>`), the texts must be equal.
        most: longer predictions never match.

    >>> literal_matches("{2, 1}", "{1, 2}"), literal_matches("[1]", "(1,)")
    (True, False)
    """
    if len(predicted) > most:
        return False
    try:
        true_value = _parse(true)
    except NotALiteral:
        return predicted.strip() == true.strip()
    try:
        return _value_matches(_parse(predicted), true_value)
    except (NotALiteral, RecursionError):
        return False


def _lines(text: str) -> list[str]:
    """Return the lines from the first to the last that is not empty, without blanks at their ends."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    start = next((i for i, line in enumerate(lines) if line), len(lines))
    return lines[start:]


def _line_matches(predicted: str, true: str, tolerance: float = 0.0) -> bool:
    tokens, true_tokens = predicted.split(), true.split()
    return len(tokens) == len(true_tokens) and all(
        _token_matches(*pair, tolerance) for pair in zip(tokens, true_tokens, strict=True)
    )


def _token_matches(predicted: str, true: str, tolerance: float) -> bool:
    if predicted == true:
        return True
    integers = [bool(_INTEGER.fullmatch(token)) for token in (predicted, true)]
    floats = [bool(_FLOAT.fullmatch(token)) for token in (predicted, true)]
    if all(integers):
        return predicted.lstrip("+") == true.lstrip("+")
    if not all(i or f for i, f in zip(integers, floats, strict=True)):
        return False
    number, true_number = _float(predicted), _float(true)
    return _is_close(number, true_number) or _is_within(number, true_number, tolerance)


def _float(token: str) -> float:
    try:
        return float(token)
    except (OverflowError, ValueError):  # an integer of more than 308 digits
        return math.nan


def _is_close(a: float, b: float) -> bool:
    return a == b or abs(a - b) <= TOLERANCE or (math.isnan(a) and math.isnan(b))


def _is_within(number: float, true: float, tolerance: float) -> bool:
    return math.isfinite(true) and abs(number - true) <= tolerance * max(1.0, abs(true))


# --- Python literals, as a tree of plain values -------------------------------------------------------
# A value is (type name, content). The content of a container is a tuple of values, that of a dict a tuple of
# pairs. With Python's own values `1 == True`, and a set would drop one of `{1, True}`.

_Value = tuple[str, object]


def _parse(text: str) -> _Value:
    """Return the value of the literal `text`. Raises NotALiteral if it isn't one."""
    try:
        return _value(parse(text.strip(), "eval").body)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise NotALiteral(str(error)) from None


def _value(node: ast.expr) -> _Value:
    match node:
        case ast.Constant(value=bool() | None | str() | bytes() | int() | float() | complex() as leaf):
            return type(leaf).__name__, leaf
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            return type(node).__name__.lower(), tuple(map(_value, items))
        case ast.Dict(keys=keys, values=values) if None not in keys:
            pairs = zip((k for k in keys if k is not None), values, strict=True)
            return "dict", tuple((_value(k), _value(v)) for k, v in pairs)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand) if not isinstance(
            operand,
            ast.UnaryOp | ast.BinOp,  # `--2` is an expression
        ):
            return _signed(-1 if isinstance(sign, ast.USub) else 1, _value(operand))
        case ast.Name(id=name) if name in _CONSTANTS:
            return "float", _CONSTANTS[name]
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str(text))], keywords=[]):
            return _special_float(text)
        case ast.Call(func=ast.Name(id="set" | "frozenset" as kind), args=arguments, keywords=[]):
            return kind, _elements(kind, arguments)
        case ast.BinOp(left=real, op=ast.Add() | ast.Sub() as op, right=imaginary):
            return _complex(_value(real), _value(imaginary), isinstance(op, ast.Sub))
    raise NotALiteral(type(node).__name__)


def _signed(sign: int, value: _Value) -> _Value:
    kind, content = value
    if kind in ("int", "float", "complex") and isinstance(content, (int, float, complex)):
        return kind, sign * content
    raise NotALiteral(f"a sign before {kind}")


def _special_float(text: str) -> _Value:
    name = text.strip().lower()
    if name.lstrip("+-") not in ("nan", "inf", "infinity"):
        raise NotALiteral("float() of a text")
    return "float", float(name)


def _elements(kind: str, arguments: list[ast.expr]) -> tuple[_Value, ...]:
    if not arguments:
        return ()
    inner = arguments[0] if len(arguments) == 1 and kind == "frozenset" else None
    if isinstance(inner, (ast.Set, ast.List, ast.Tuple)):
        return tuple(map(_value, inner.elts))
    raise NotALiteral(f"{kind}() of something")


def _complex(real: _Value, imaginary: _Value, minus: bool) -> _Value:
    match real[1], imaginary:
        case int() | float() as a, ("complex", complex() as b) if real[0] in ("int", "float"):
            return "complex", a - b if minus else a + b
    raise NotALiteral("an operation")


def _value_matches(a: _Value, b: _Value) -> bool:
    (kind, left), (other_kind, right) = a, b
    if kind != other_kind:
        return False
    if isinstance(left, float) and isinstance(right, float):
        return _is_close(left, right)
    if isinstance(left, complex) and isinstance(right, complex):
        return _is_close(left.real, right.real) and _is_close(left.imag, right.imag)
    if isinstance(left, tuple) and isinstance(right, tuple):
        if kind == "dict":  # of two pairs with the same key the last counts, as in Python
            return _members_match(dict(left).items(), dict(right).items())
        if kind in ("set", "frozenset"):
            return _members_match(left, right)
        return len(left) == len(right) and all(map(_value_matches, left, right))
    return left == right


def _members_match(left: Iterable[Any], right: Iterable[Any]) -> bool:
    """Return whether both have the same members (values or pairs of them) in any order.

    Equal members are paired by hash. The rest, floats that are only close and sets inside sets, are searched
    for one by one.
    """
    left_members, right_members = dict.fromkeys(left), dict.fromkeys(right)
    unpaired = [member for member in left_members if member not in right_members]
    rest = [member for member in right_members if member not in left_members]
    if len(unpaired) != len(rest) or len(rest) > _MAX_SEARCHED:
        return False
    return all(_remove_match(member, rest) for member in unpaired)


def _remove_match(member: Any, rest: list[Any]) -> bool:
    matches = _value_matches if isinstance(member[0], str) else _pair_matches  # a value begins with its type
    for index, other in enumerate(rest):
        if matches(member, other):
            del rest[index]
            return True
    return False


def _pair_matches(a: tuple[_Value, _Value], b: tuple[_Value, _Value]) -> bool:
    return _value_matches(a[0], b[0]) and _value_matches(a[1], b[1])
