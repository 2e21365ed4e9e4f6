"""Asserts that say exactly what a call returns: only those can be tests, the others are left out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from ses_plugin.scoring.prediction_match import TOLERANCE

_TRUTH = re.compile(r"\b(?:True|False|bool|boolean|booleans)\b")
_PREDICATE = re.compile(r"(?:is|has|can|are|have|should|does|contains)(?:_|[A-Z])")
_UNITTEST: dict[str, ast.cmpop] = {"assertEqual": ast.Eq(), "assertIs": ast.Is()}
_UNITTEST |= dict.fromkeys(
    ("assertListEqual", "assertDictEqual", "assertTupleEqual", "assertSetEqual"), ast.Eq()
)
_RELATIVE = {"isclose": ("rel_tol", 1e-9, "abs_tol", 0.0), "approx": ("rel", 1e-6, "abs", 1e-12)}


def simplify_asserts(trees: Iterable[ast.Module]) -> list[ast.Module]:
    """Return the asserts with `Solution().f(1)` as `f(1)` and narrow bounds as `==`; wide ones are gone."""
    return [tree for tree in map(_Plain().visit, trees) if tree.body]


def normalize_asserts(trees: Iterable[ast.Module], names: set[str], told: str) -> list[ast.Module]:
    """Return the asserts that say which value a call of one of `names` returns.

    `assert f(x)` says only that something is true. It counts where the other asserts, or `told`, the prose
    and the beginning of the function, say that it is a boolean.
    """
    read = list(trees)
    values = [value for tree in read for value in _values(tree, names)]
    boolean = all(isinstance(value, bool) for value in values) if values else _is_boolean(names, told)
    return [tree for tree in read if boolean or not _is_bare(tree, names)]


def _is_boolean(names: set[str], told: str) -> bool:
    annotated = any(re.search(rf"\bdef {re.escape(name)}\([^)]*\)\s*->\s*bool\b", told) for name in names)
    return bool(annotated or any(map(_PREDICATE.match, names)) or _TRUTH.search(told))


def _values(tree: ast.Module, names: set[str]) -> Iterator[object]:
    """Yield the values with which asserts compare a call; None for one that is no constant."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare(
                left=ast.Call(func=ast.Name(id=name)), ops=[ast.Eq() | ast.Is()], comparators=[right]
            ) if name in names:
                yield right.value if isinstance(right, ast.Constant) else None


def _is_bare(tree: ast.Module, names: set[str]) -> bool:
    match tree.body[0]:
        case ast.Assert(
            test=ast.Call(func=ast.Name(id=name))
            | ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Name(id=name)))
        ):
            return name in names
    return False


class _Plain(ast.NodeTransformer):
    """Write asserts plainly: `Solution().f(1)` as `f(1)`, bounds as narrow as the comparison's as `==`."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        match node.func:
            case ast.Attribute(value=ast.Call(func=ast.Name(id="Solution"), args=[], keywords=[]), attr=name):
                node.func = ast.Name(name, ast.Load())
            case ast.Attribute(value=ast.Name(id="solution" | "sol" | "s"), attr=name):
                node.func = ast.Name(name, ast.Load())
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.stmt | None:
        """Read unittest's methods; others of them are left out."""
        self.generic_visit(node)
        match node.value:
            case ast.Call(func=ast.Attribute(attr=name), args=[left, right, *_]) if name in _UNITTEST:
                return ast.Assert(ast.Compare(left, [_UNITTEST[name]], [right]))
            case ast.Call(func=ast.Attribute(attr="assertTrue"), args=[call, *_]):
                return ast.Assert(call)
            case ast.Call(func=ast.Attribute(attr="assertFalse"), args=[call, *_]):
                return ast.Assert(ast.UnaryOp(ast.Not(), call))
            case ast.Call(func=ast.Attribute(attr="assertIsNone"), args=[call, *_]):
                return ast.Assert(ast.Compare(call, [ast.Is()], [ast.Constant(None)]))
        return None

    def visit_Assert(self, node: ast.Assert) -> ast.stmt | None:
        self.generic_visit(node)
        match node.test:
            case ast.Compare(left=call, ops=[ast.Eq()], comparators=[ast.Call() as right]) if (
                _name(right) == "approx"
            ):
                return _equal(call, right.args[:1], _bound(right, right.args[:1]))
            case ast.Call(args=[call, right]) as test if _name(test) == "isclose":
                return _equal(call, [right], _bound(test, [right]))
            case ast.Compare(
                left=ast.Call(args=[ast.BinOp(left=call, op=ast.Sub(), right=right)]) as size,
                ops=[ast.Lt() | ast.LtE()],
                comparators=[bound],
            ) if _name(size) in ("abs", "fabs"):
                return _equal(call, [right], _number(bound))
        return node


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _number(node: ast.expr) -> float | None:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError):
        return None
    return float(value) if type(value) in (int, float) and abs(value) < 1e300 else None


def _bound(call: ast.Call, right: list[ast.expr]) -> float | None:
    """Return how far from `right` a number may be, None if that can't be read."""
    relative, by_size, absolute, least = _RELATIVE[_name(call)]
    size = _number(right[0]) if right else None
    given = {keyword.arg: _number(keyword.value) for keyword in call.keywords}
    if size is None or None in given.values() or not set(given) <= {relative, absolute}:
        return None
    if set(given) == {absolute} and relative == "rel":  # pytest: an absolute bound alone is the only one
        return given[absolute]
    return max((given.get(relative) or by_size) * abs(size), given.get(absolute) or least)


def _equal(call: ast.expr, right: list[ast.expr], bound: float | None) -> ast.stmt | None:
    """Return `call == right` if the bound is no wider than the comparison's and `right` is a float."""
    value = right[0] if right else None
    if value is None or bound is None or bound > TOLERANCE or not isinstance(_literal(value), float):
        return None
    return ast.Assert(ast.Compare(call, [ast.Eq()], [value]))


def _literal(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        return None
