"""What a statement has done when it is over: the names, elements and objects that it changed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache

from ses_plugin.narration.call_frames import Frame
from ses_plugin.narration.expressions import Putting, code_of, number_of, value_node
from ses_plugin.narration.facts import written
from ses_plugin.narration.program_map import Owner
from ses_plugin.narration.steps import Becomes, Does, Fact, Item, Says
from ses_plugin.tracing.inside.simple_values import MARK
from ses_plugin.tracing.trace import GLOBAL

MOST_OBJECT = 60
"""The most characters of an object that a method or an element has changed: of a longer one that is told."""
_ENDS_OF_OBJECTS = ("]", "}", ")")
"""How the texts of objects end that can change inside."""

Changes = Mapping[str, str | None]


def effects_of(frame: Frame, changes: Changes) -> Iterator[Item]:
    """Yield what the statement of a frame has done; `changes` are those of all variables."""
    node = frame.node
    told: set[str] = set()
    match node:
        case ast.Assign() | ast.AnnAssign():
            value = node.value
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if value is not None:
                    yield from _assigned(frame, target, value, changes, told)
        case ast.AugAssign():
            yield from _augmented(frame, node, changes, told)
        case ast.Expr(value=ast.Call() as call):
            yield from _done(frame, call)
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield Says("import", ", ".join(alias.asname or alias.name for alias in names))
            return
        case _:
            yield from _said(frame, told)
    yield from _others(frame, changes, told, node)


def _said(frame: Frame, told: set[str]) -> Iterator[Item]:
    """Yield what has only a word."""
    match frame.node:
        case ast.Delete(targets=targets):
            yield Says("del", ", ".join(code_of(Putting(frame.values, {}).place(t)) for t in targets))
        case ast.Pass():
            yield Says("pass")
        case ast.Break() | ast.Continue() as jump:
            yield Says("break" if isinstance(jump, ast.Break) else "continue")
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield Says("def", name)
            told.add(name)
        case ast.ClassDef(name=name):
            told.add(name)


def _assigned(
    frame: Frame, target: ast.expr, value: ast.expr, changes: Changes, told: set[str]
) -> Iterator[Item]:
    match target:
        case ast.Name(id=name):
            told.add(name)
            known = frame.values.get(number_of(value))
            text = known or _after(frame, name, changes) or written(value, frame.values)
            yield Becomes(name, text, result=known is not None)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                inner = part.value if isinstance(part, ast.Starred) else part
                if isinstance(inner, (ast.Tuple, ast.List)):
                    yield from _assigned(frame, inner, value, changes, told)
                elif isinstance(inner, ast.Name):
                    told.add(inner.id)
                    yield Becomes(inner.id, _after(frame, inner.id, changes) or MARK)
                else:
                    yield from _part(frame, inner, parts, value, told)
        case _:
            _tell_root(target, told)
            known = frame.values.get(number_of(value))
            place = code_of(Putting(frame.values, {}).place(target))
            yield Becomes(place, known or written(value, frame.values), result=known is not None)


def _part(
    frame: Frame, target: ast.expr, parts: list[ast.expr], value: ast.expr, told: set[str]
) -> Iterator[Item]:
    """Yield what an element gets in an assignment to several targets: `a[i], a[j] = a[j], a[i]`."""
    place = code_of(Putting(frame.values, {}).place(target))
    _tell_root(target, told)
    if isinstance(value, ast.Tuple) and len(value.elts) == len(parts):
        yield Becomes(place, written(value.elts[parts.index(target)], frame.values))
    else:
        yield Becomes(place, MARK)


def _tell_root(target: ast.expr, told: set[str]) -> None:
    """Remember that an attribute's object need not be told as a whole."""
    inner = target
    while isinstance(inner, (ast.Attribute, ast.Subscript)):
        inner = inner.value
    if isinstance(inner, ast.Name) and isinstance(target, ast.Attribute):
        told.add(inner.id)


def _augmented(frame: Frame, node: ast.AugAssign, changes: Changes, told: set[str]) -> Iterator[Item]:
    added = written(node.value, frame.values)
    place = code_of(Putting(frame.values, {}).place(node.target))
    old: str | None = None
    new: str | None = None
    if isinstance(node.target, ast.Name):
        told.add(place)
        old, new = frame.elements[-1] if frame.elements else None, _after(frame, place, changes)
    elif len(frame.elements) == 2:
        old, new = frame.elements
    _tell_root(node.target, told)
    if new is None:
        yield Does(f"{place} {_sign(node.op)} {added}")
        return
    if old and MARK not in old + added:
        put = ast.unparse(ast.BinOp(value_node(old), node.op, value_node(added)))
        yield Fact(put, new)
    else:
        yield Does(f"{place} {_sign(node.op)} {added}")
    yield Becomes(place, new, result=bool(old))


def _sign(op: ast.operator) -> str:
    text = ast.unparse(ast.AugAssign(ast.Name("a", ast.Store()), op, ast.Name("b", ast.Load())))
    return text[2:-2]


def _done(frame: Frame, call: ast.Call) -> Iterator[Item]:
    """Yield that something was called for what it does, unless that was told by its steps or its output."""
    name = called_name(call)
    if (isinstance(call.func, ast.Name) and name == "print") or _was_entered(frame, name):
        return
    yield Does(code_of(Putting(frame.values, {}).inside(call)))


def _was_entered(frame: Frame, name: str | None) -> bool:
    """Return whether the function that a call calls is one whose own steps have been told, to their end."""
    return frame.returned is not None and frame.returned[0] in (name, "__init__", "<lambda>")


def _sorts(node: Owner) -> bool:
    """Return whether a statement puts a list into an order, which can't be seen by what was added to it."""
    return isinstance(node, ast.Expr) and called_name(node.value) == "sort"


def called_name(node: ast.expr) -> str | None:
    """Return the name of what a call calls."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
    return None


def _after(frame: Frame, name: str, changes: Changes) -> str | None:
    """Return the value of a variable after the statement."""
    found = changes.get(name) or changes.get(GLOBAL + name)
    return found or frame.variables.get(name)


def _others(frame: Frame, changes: Changes, told: set[str], node: Owner | None) -> Iterator[Item]:
    """Yield the variables whose objects have changed, and names that got a value in another way."""
    if node is None:
        return
    if not changes.keys() - told:
        return
    taken = _stored_names(node.target if isinstance(node, (ast.For, ast.AsyncFor)) else node)
    binds = isinstance(node, (ast.With, ast.AsyncWith, ast.ExceptHandler, ast.match_case, ast.Match))
    for full, text in changes.items():
        name = full.removeprefix(GLOBAL)
        if text is None or name in told or (name in taken and not binds):
            continue
        if frame.called and not binds and text[-1:] not in _ENDS_OF_OBJECTS:
            continue  # a name that the called function gave a value (`global`, `nonlocal`): it was told there
        fits = len(text) <= MOST_OBJECT or _sorts(node)
        if fits and MARK not in text and frame.variables.get(name) != text:
            yield Becomes(name, text, state=name not in taken)


@lru_cache(1024)
def _stored_names(node: ast.AST) -> frozenset[str]:
    """Return the names that are given a value somewhere in a piece of code."""
    parts = (part for part in ast.walk(node) if isinstance(part, ast.Name))
    return frozenset(part.id for part in parts if isinstance(part.ctx, ast.Store))
