"""A program with probes in it: each expression and statement reports itself while it runs.

The tree of the program is changed, not its text: a value that is worth a word passes through a function that
records it and returns it, in the order in which Python computes. Positions stay, so that tracebacks do. The
functions are no names, which the program could see, but constants (`inside/probes.py` puts them in).

    S a statement, handler or case begins
    V the value of an expression, and those of the names in it
    T the same of a statement's condition, and its truth; B of a condition in an expression
    I an item of a `for` or a comprehension, given to its target
    X a `for` has no more items
    A an element or attribute before and after `+=` and the like (G tells whether its index can be asked for)

A program that looks at each call itself (`sys.settrace`) gets no probes: it would see them.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence
from functools import lru_cache
from types import CodeType

from ses_plugin.execution.inside.program import NAME
from ses_plugin.syntax import compile_tree, parse
from ses_plugin.tracing.inside.probes import PROBE_PREFIX

_DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.Constant, ast.Lambda, ast.NamedExpr, ast.Starred)
_SEES = ("settrace", "setprofile", "sys.monitoring")
_SILENT = (ast.Global, ast.Nonlocal)


def numbered_nodes(tree: ast.Module) -> list[ast.AST]:
    """Return the nodes of a program; a probe names one by its place in the list."""
    return [*ast.walk(tree)]


@lru_cache(64)
def probed_code(source: str) -> CodeType | None:
    """Return the compiled program with probes in it; None if it is no Python, too deep, or would see them."""
    if any(name in source for name in _SEES):
        return None
    try:
        tree = parse(source)
        for number, node in enumerate(numbered_nodes(tree)):
            node.number = number  # type: ignore[attr-defined]
        tree.body = _Probes().block(tree.body)
        return compile_tree(tree, NAME)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def leaves_trace(node: ast.stmt) -> bool:
    """Return whether running a statement can be seen: declarations and bare constants are not compiled."""
    if isinstance(node, ast.Expr):
        return not isinstance(node.value, ast.Constant)
    return not isinstance(node, _SILENT) and not (isinstance(node, ast.AnnAssign) and node.value is None)


def names_in(node: ast.expr) -> list[str] | None:
    """Return the names in an expression of names, constants and operators; None if it is of another kind."""
    match node:
        case ast.Constant():
            return []
        case ast.Name(id=name):
            return [name]
        case ast.UnaryOp(operand=operand) if not isinstance(node.op, ast.Not):
            return names_in(operand)
        case ast.BinOp(left=left, right=right) | ast.Compare(left=left, ops=[_], comparators=[right]):
            first, second = names_in(left), names_in(right)
            return None if first is None or second is None else [*dict.fromkeys([*first, *second])]
    return None


def is_constant(node: ast.expr) -> bool:
    """Return whether an expression is a constant, maybe with a sign."""
    return isinstance(node, ast.Constant) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant)
    )


def _call(kind: str, at: ast.AST, arguments: Sequence[ast.expr]) -> ast.Call:
    """Return the call of a probe, at the place of a node."""
    number = ast.Constant(at.number)  # type: ignore[attr-defined]
    call = ast.Call(ast.Constant(PROBE_PREFIX + kind), [number, *arguments], [])
    place = at.pattern if isinstance(at, ast.match_case) else at
    if isinstance(place, ast.comprehension):
        place = place.target
    for node in (call, call.func, number):
        ast.copy_location(node, place)
    return call


class _Probes:
    """Puts probes into a tree."""

    def block(self, body: list[ast.stmt], first: ast.stmt | None = None) -> list[ast.stmt]:
        out: list[ast.stmt] = [] if first is None else [first]
        for node in body:
            silent = not leaves_trace(node) or (
                isinstance(node, ast.ImportFrom) and node.module == "__future__"
            )
            if not silent:
                out.append(self._mark("S", node))
            looks = _element(node)
            self._statement(node)
            out += [*looks[:1], node, *looks[1:]]
        if first is not None and not leaves_trace(body[0]):  # a docstring stays the first statement
            out[0], out[1] = out[1], out[0]
        return out

    def _mark(self, kind: str, node: ast.AST, *given: ast.expr) -> ast.stmt:
        call = _call(kind, node, given)
        return ast.copy_location(ast.Expr(call), call)

    def _statement(self, node: ast.stmt) -> None:
        """Put probes into a statement and its blocks."""
        match node:
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.Delete():
                self._assignment(node)
            case ast.Return(value=ast.expr() as value) | ast.Match(subject=value):
                setattr(node, "value" if isinstance(node, ast.Return) else "subject", self.value(value))
            case ast.Expr(value=value):
                node.value = self._inside(value)
            case ast.If(test=test) | ast.While(test=test) | ast.Assert(test=test):
                node.test = self.test(test, "T")
            case ast.For() | ast.AsyncFor():
                node.iter = self.value(node.iter)
            case ast.Raise(exc=ast.expr() as raised):
                node.exc = self._inside(raised)
            case ast.With(items=items) | ast.AsyncWith(items=items):
                for item in items:
                    item.context_expr = self._inside(item.context_expr)
        self._blocks(node)

    def _assignment(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Delete) -> None:
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            old = ast.copy_location(ast.Name(node.target.id, ast.Load()), node.value)
            node.value = self.value(node.value, [old])
        elif not isinstance(node, ast.Delete) and node.value is not None and leaves_trace(node):
            node.value = self._assigned(node, node.value)
        for target in node.targets if isinstance(node, (ast.Assign, ast.Delete)) else [node.target]:
            self._target(target)

    def _assigned(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign, value: ast.expr) -> ast.expr:
        """Return what is assigned, with probes: also around a list or the like that no name gets."""
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if isinstance(value, _DISPLAYS[:4]) and isinstance(targets[0], (ast.Attribute, ast.Subscript)):
            return ast.copy_location(_call("V", value, [self._inside(value)]), value)
        return self.value(value)

    def _blocks(self, node: ast.stmt) -> None:
        """Put probes into the blocks of a statement."""
        loop = isinstance(node, (ast.For, ast.AsyncFor))
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)
            if not body or not isinstance(body[0], ast.stmt):
                continue
            begins = self._mark("I", node, _loaded(node.target)) if loop and name == "body" else None  # type: ignore[attr-defined]
            ends = self._mark("X", node) if loop and name == "orelse" else None
            setattr(node, name, self.block(body, begins or ends))
        if loop and not node.orelse:  # type: ignore[attr-defined]
            node.orelse = [self._mark("X", node)]  # type: ignore[attr-defined]
        for part in getattr(node, "handlers", ()):
            part.body = self.block(part.body, self._mark("S", part))
        for part in getattr(node, "cases", ()):
            if part.guard is not None:
                part.guard = self.test(part.guard, "T")
            part.body = self.block(part.body, self._mark("S", part))

    def _target(self, node: ast.expr | None) -> None:
        """Put probes into the indices of what is assigned to."""
        match node:
            case ast.Subscript():
                node.value = self._inside(node.value, wraps=True)
                node.slice = self._index(node.slice)
            case ast.Attribute():
                node.value = self._inside(node.value, wraps=True)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for part in parts:
                    self._target(part)
            case ast.Starred(value=value):
                self._target(value)

    def test(self, node: ast.expr, kind: str = "B") -> ast.expr:
        """Return a condition, of which only the truth is used, with probes."""
        return self._probe(kind, node)

    def value(self, node: ast.expr, also: Sequence[ast.expr] = ()) -> ast.expr:
        """Return an expression with probes; the value of `also` is recorded too, a name."""
        return self._probe("V", node, also)

    def _probe(self, kind: str, node: ast.expr, also: Sequence[ast.expr] = ()) -> ast.expr:
        names = names_in(node)
        if names is None:
            if isinstance(node, _DISPLAYS) and kind == "V" and not also:
                return self._inside(node, wraps=False) if not isinstance(node, ast.Starred) else node
            whole = self._inside(node)
            return ast.copy_location(_call(kind, node, [whole, *also]), node)
        if is_constant(node) and kind == "V" and not also:
            return node
        if isinstance(node, ast.Name):
            names = []
        loads = [ast.copy_location(ast.Name(name, ast.Load()), node) for name in names]
        return ast.copy_location(_call(kind, node, [node, *loads, *also]), node)

    def _inside(self, node: ast.expr, *, wraps: bool = False) -> ast.expr:  # noqa: C901, PLR0912 - by kind
        """Return an expression with probes in it; with `wraps` also around it, unless it is a name."""
        if wraps and not isinstance(node, ast.Attribute):
            return node if isinstance(node, (ast.Name, ast.Constant)) else self.value(node)
        match node:
            case ast.Call(func=func):
                node.func = self._inside(func, wraps=True)
                node.args = [self._element(argument) for argument in node.args]
                for word in node.keywords:
                    word.value = self.value(word.value)
            case ast.Attribute(value=value):
                node.value = self._inside(value, wraps=True)
            case ast.Subscript(value=value, slice=index):
                node.value = self._inside(value, wraps=True)
                node.slice = self._index(index)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                node.operand = self.test(operand)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                node.test, node.body, node.orelse = self.test(test), self.value(body), self.value(orelse)
            case ast.Starred(value=value) | ast.Await(value=value) | ast.YieldFrom(value=value):
                node.value = self._inside(value)
            case ast.JoinedStr(values=parts):
                for part in parts:
                    if isinstance(part, ast.FormattedValue):
                        part.value = self.value(part.value)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self._comprehension(node)
            case _:
                self._operands(node)
        return node

    def _operands(self, node: ast.expr) -> None:
        """Put probes around the operands of an expression, and the items of a list or the like."""
        match node:
            case ast.BoolOp(values=values):
                node.values = [self.value(part) for part in values]
            case ast.UnaryOp(operand=operand):
                node.operand = self.value(operand)
            case ast.BinOp(left=left, right=right):
                node.left, node.right = self.value(left), self.value(right)
            case ast.Compare(left=left, comparators=others):
                node.left = self.value(left)
                node.comparators = [self.value(other) for other in others]
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
                node.elts = [self._element(part) for part in parts]
            case ast.Dict(keys=keys, values=values):
                node.keys = [None if key is None else self.value(key) for key in keys]
                node.values = [self.value(value) for value in values]
            case ast.NamedExpr(value=value) | ast.Yield(value=ast.expr() as value):
                node.value = self.value(value)
            case ast.Lambda(body=body):
                node.body = self.value(body)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
        for part in node.generators:
            part.iter = self.value(part.iter)
            part.ifs = [
                _call("I", part, [_loaded(part.target)]),
                *(self.test(condition) for condition in part.ifs),
            ]
        if isinstance(node, ast.DictComp):
            node.key, node.value = self.value(node.key), self.value(node.value)
        else:
            node.elt = self.value(node.elt)

    def _element(self, node: ast.expr) -> ast.expr:
        return self._inside(node) if isinstance(node, ast.Starred) else self.value(node)

    def _index(self, node: ast.expr) -> ast.expr:
        match node:
            case ast.Slice():
                for name in ("lower", "upper", "step"):
                    part = getattr(node, name)
                    if part is not None:
                        setattr(node, name, self.value(part))
                return node
            case ast.Tuple(elts=parts):
                node.elts = [self._index(part) for part in parts]
                return node
            case ast.Starred():
                return node
        return self.value(node)


def _element(node: ast.stmt) -> list[ast.stmt]:
    """Return what looks at the element that a statement changes, before and after it; nothing if none can."""
    if not isinstance(node, ast.AugAssign) or isinstance(node.target, ast.Name):
        return []
    keys: list[ast.expr] = []
    place: ast.expr = node.target
    while not isinstance(place, ast.Name):
        match place:
            case ast.Attribute(value=value, attr=name):
                keys.insert(0, ast.Constant(name.encode()))
            case ast.Subscript(value=value, slice=index) if (names := names_in(index)) is not None:
                keys.insert(0, _guarded(index, names, node))
            case _:
                return []
        place = value
    call = _call("A", node, [ast.Name(place.id, ast.Load()), *keys])
    look = ast.fix_missing_locations(ast.copy_location(ast.Expr(call), node))
    return [look, look]


def _guarded(index: ast.expr, names: list[str], at: ast.AST) -> ast.expr:
    """Return an index that is only computed if the names in it have numbers or texts: that runs no code."""
    if not names:
        return index
    test = _call("G", at, [ast.Name(name, ast.Load()) for name in names])
    return ast.IfExp(test, copy.deepcopy(index), ast.Constant(None))


def _loaded(target: ast.expr) -> ast.expr:
    """Return what loads the names of a loop's target; None where it is an element or an attribute."""
    match target:
        case ast.Name(id=name):
            out: ast.expr = ast.Name(name, ast.Load())
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            out = ast.Tuple([_loaded(part) for part in parts], ast.Load())
        case ast.Starred(value=value):
            out = _loaded(value)
        case _:
            out = ast.Constant(None)
    return ast.copy_location(out, target)
