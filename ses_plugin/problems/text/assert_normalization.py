"""Bring asserts into the form `assert f(1) == 2`; the others can't be tests and are left out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from ses_plugin.scoring.prediction_match import TOLERANCE

_TRUTH = re.compile(r"\b(?:True|False|bool|boolean|booleans)\b")  # "return True if"
_PREDICATE = re.compile(r"(?:is|has|can|are|have|should|does|contains)(?:_|[A-Z])")  # is_prime, hasPath
_UNITTEST: dict[str, ast.cmpop] = {"assertEqual": ast.Eq(), "assertIs": ast.Is()}
_UNITTEST |= dict.fromkeys(
    ("assertListEqual", "assertDictEqual", "assertTupleEqual", "assertSetEqual"), ast.Eq()
)
# Arguments of math.isclose and pytest.approx for a relative and an absolute bound, with their defaults.
_RELATIVE = {"isclose": ("rel_tol", 1e-9, "abs_tol", 0.0), "approx": ("rel", 1e-6, "abs", 1e-12)}


def simplify_asserts(trees: Iterable[ast.Module]) -> list[ast.Module]:
    """Write `Solution().f(1)` as `f(1)` and narrow bounds as `==`; leave out asserts with wide bounds."""
    return [tree for tree in map(_Simplifier().visit, trees) if tree.body]


def normalize_asserts(trees: Iterable[ast.Module], names: set[str], context: str) -> list[ast.Module]:
    """Return the asserts that show which value a call of one of `names` returns.

    `assert f(x)` shows only that the value is true. It counts where the other asserts, or `context` (the
    prose and the beginning of the function), show that the function returns a boolean.
    """
    asserts = list(trees)
    values = [value for tree in asserts for value in _values(tree, names)]
    boolean = all(isinstance(value, bool) for value in values) if values else _is_boolean(names, context)
    return [tree for tree in asserts if boolean or not _is_bare(tree, names)]


def _is_boolean(names: set[str], context: str) -> bool:
    annotated = any(re.search(rf"\bdef {re.escape(name)}\([^)]*\)\s*->\s*bool\b", context) for name in names)
    return bool(annotated or any(map(_PREDICATE.match, names)) or _TRUTH.search(context))


def _values(tree: ast.Module, names: set[str]) -> Iterator[object]:
    """Yield the values with which asserts compare a call; None for an expression."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare(
                left=ast.Call(func=ast.Name(id=name)), ops=[ast.Eq() | ast.Is()], comparators=[right]
            ) if name in names:
                yield right.value if isinstance(right, ast.Constant) else None


def _is_bare(tree: ast.Module, names: set[str]) -> bool:
    """Return whether it is `assert f(x)` or `assert not f(x)`."""
    match tree.body[0]:
        case ast.Assert(
            test=ast.Call(func=ast.Name(id=name))
            | ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Name(id=name)))
        ):
            return name in names
    return False


class _Simplifier(ast.NodeTransformer):
    """Does the work of `simplify_asserts`."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        match node.func:  # Solution().f(1), sol.f(1)
            case ast.Attribute(value=ast.Call(func=ast.Name(id="Solution"), args=[], keywords=[]), attr=name):
                node.func = ast.Name(name, ast.Load())
            case ast.Attribute(value=ast.Name(id="solution" | "sol" | "s"), attr=name):
                node.func = ast.Name(name, ast.Load())
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.stmt | None:
        """Turn unittest's methods into asserts; leave out those that show no value."""
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
            # f(1) == pytest.approx(0.5)
            case ast.Compare(left=call, ops=[ast.Eq()], comparators=[ast.Call() as right]) if (
                _name(right) == "approx"
            ):
                return _equal(call, right.args[:1], _bound(right, right.args[:1]))
            # math.isclose(f(1), 0.5)
            case ast.Call(args=[call, right]) as test if _name(test) == "isclose":
                return _equal(call, [right], _bound(test, [right]))
            # abs(f(1) - 0.5) < 1e-6
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
    """Return how far from `right` a number may be, None if the call's arguments aren't numbers."""
    relative, default_relative, absolute, default_absolute = _RELATIVE[_name(call)]
    size = _number(right[0]) if right else None
    bounds = {keyword.arg: _number(keyword.value) for keyword in call.keywords}
    if size is None or None in bounds.values() or not set(bounds) <= {relative, absolute}:
        return None
    if set(bounds) == {absolute} and relative == "rel":  # pytest then ignores its relative default
        return bounds[absolute]
    return max(
        (bounds.get(relative) or default_relative) * abs(size), bounds.get(absolute) or default_absolute
    )


def _equal(call: ast.expr, right: list[ast.expr], bound: float | None) -> ast.stmt | None:
    """Return `assert call == right` if `right` is a float and the bound is at most our comparison's."""
    value = right[0] if right else None
    if value is None or bound is None or bound > TOLERANCE or not isinstance(_literal(value), float):
        return None
    return ast.Assert(ast.Compare(call, [ast.Eq()], [value]))


def _literal(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        return None
