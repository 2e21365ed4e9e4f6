"""Whether an expression with values put in is one of the program's, and comes out as claimed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ses_plugin.narration.claims import ClaimKind
from ses_plugin.narration.evaluate import Impossible, Unknown, evaluate, text_of, value_of
from ses_plugin.narration.explanation_reader import Said, SaidStep
from ses_plugin.narration.second_record import Entry
from ses_plugin.syntax import parse
from ses_plugin.tracing.inside.simple_values import MARK

FactVerdict = bool | None
"""True, false, or None: that can't be told."""

Variables = Mapping[str, str | None]
_STRING_OR_SPACE = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"| ")


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with its place, and whether it is true; None if that can't be told.

    `step` and `said` are what was read there, `said` being None if it is about the whole step. `entry` is
    what the record has at that place: what comes next, where that is something else; None at its end.
    """

    start: int
    end: int
    kind: ClaimKind
    verdict: FactVerdict
    step: SaidStep | None = None
    said: Said | None = None
    entry: Entry | None = None


def text_matches_value(claimed: str, shown: str) -> bool:
    """Return whether a claimed value is the one that is shown; either may be shortened."""
    if claimed == shown:
        return True
    if MARK in claimed:
        claimed = claimed.strip("`")
        start, _, end = claimed.partition(MARK)
        return shown.startswith(start) and shown.endswith(end)
    if MARK in shown:
        start, _, end = shown.partition(MARK)
        return claimed.startswith(start) and claimed.endswith(end)
    try:
        left, right = value_of(claimed), value_of(shown)
    except Unknown:
        return " " in shown and _without_spaces(claimed) == _without_spaces(shown)
    return type(left) is type(right) and bool(left == right)


def _without_spaces(text: str) -> str:
    """Return the text of a value without spaces outside of its strings: short lines leave some out."""
    return _STRING_OR_SPACE.sub(lambda match: match[0].strip(" ") if match[0] == " " else match[0], text)


def value_at(place: str, value: str, entry: Entry) -> FactVerdict:
    """Return whether a name, an element or an attribute has a value after a statement."""
    after = {**entry.before, **entry.changes}
    node = parsed(place)
    if node is None:
        return False
    if isinstance(node, ast.Name):
        shown = after.get(place)
        return None if shown is None else text_matches_value(value, shown)
    if not any(place_matches(node, target) for target in _expressions(entry.node)):
        return False
    if isinstance(node, ast.Attribute):
        return _attribute(node, value, after)
    if any(isinstance(part, ast.Slice) for part in ast.walk(node)):
        return None  # what comes after it has moved
    return _evaluated(node, value, [after])


def _attribute(node: ast.Attribute, value: str, after: Variables) -> FactVerdict:
    """Return whether the text of an object has an attribute with a value: `Point(x=1, y=2)`."""
    shown = after.get(ast.unparse(node.value))
    call = parsed(shown) if shown and MARK not in shown else None
    if not isinstance(call, ast.Call):
        return None
    found = next((word.value for word in call.keywords if word.arg == node.attr), None)
    if found is None:
        return None
    same = text_matches_value(value, ast.get_source_segment(shown or "", found) or "")
    return True if same else (False if _is_literal(value) else None)  # an object may have changed since


def _is_literal(text: str) -> bool:
    try:
        value_of(text)
    except Unknown:
        return False
    return True


@lru_cache(4096)
def parsed(text: str) -> ast.expr | None:
    """Return the tree of an expression; None if it is none."""
    try:
        return parse(text, "eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _evaluated(node: ast.expr, value: str, several: list[Variables]) -> FactVerdict:
    """Return whether an expression has a value, with one of several states of the variables."""
    verdict: FactVerdict = None
    for variables in several:
        try:
            found = text_of(evaluate(node, variables))
        except Impossible:
            continue
        except Unknown:
            return None
        if text_matches_value(value, found):
            return True
        verdict = False
    return verdict


def check_fact(said: Said, entry: Entry, items: Mapping[str, str]) -> FactVerdict:
    """Return whether an expression with values put in belongs to a statement, and comes out as claimed.

    `items` are the values of the names that comprehensions have given so far.
    """
    value = {"true": "True", "false": "False"}.get(said.value, said.value)
    before: dict[str, str | None] = {**entry.before, **items}
    after: dict[str, str | None] = {**before, **entry.changes}
    if said.kind == "whole":
        return None
    node = parsed(said.name)
    if node is None:
        return None if "<" in said.name or "(" in said.name else False
    own = [*_expressions(entry.node)]
    if own and not any(_instance(node, part, before, after) for part in own):
        return False
    truth = _truth(value, said.truth)
    if truth is False:
        return False
    if said.value in ("true", "false"):
        return _comes_out(node, said.value == "true", [before, after])
    return _evaluated(node, value, [before, after])


def code_of_fact(put: str, entry: Entry, items: Mapping[str, str]) -> tuple[ast.expr | None, ast.expr | None]:
    """Return the trees of an expression with values put in, and of its code; None if there is none."""
    node = parsed(put)
    if node is None:
        return None, None
    before: dict[str, str | None] = {**entry.before, **items}
    after: dict[str, str | None] = {**before, **entry.changes}
    own = (p for p in _expressions(entry.node) if type(p) is type(node) and _instance(node, p, before, after))
    return node, next(own, None)


def belongs(put: str, entry: Entry, items: Mapping[str, str]) -> FactVerdict:
    """Return whether an expression with values put in is one of a statement; None if it can't be read."""
    node = parsed(put)
    if node is None:
        return None
    before: dict[str, str | None] = {**entry.before, **items}
    after: dict[str, str | None] = {**before, **entry.changes}
    return any(_instance(node, part, before, after) for part in _expressions(entry.node))


def _comes_out(node: ast.expr, truth: bool, several: list[Variables]) -> FactVerdict:
    """Return whether an expression counts as true, with one of several states of the variables."""
    found: set[bool] = set()
    for variables in several:
        try:
            found.add(bool(evaluate(node, variables)))
        except Unknown:
            return None
    return truth in found


def is_instance(put: str, code: ast.expr, entry: Entry, items: Mapping[str, str]) -> bool:
    """Return whether an expression is a piece of code with values put in."""
    node = parsed(put)
    before: dict[str, str | None] = {**entry.before, **items}
    if type(node) is not type(code) and not isinstance(
        code, (ast.Name, ast.Attribute, ast.Subscript, ast.NamedExpr)
    ):
        return False
    return node is not None and _instance(node, code, before, {**before, **entry.changes})


def _truth(value: str, word: str) -> FactVerdict:
    """Return whether a value is true or false as claimed."""
    if not word:
        return None
    try:
        return bool(value_of(value)) is (word == "true")
    except Unknown:
        return None


@lru_cache(1024)
def _expressions(node: ast.AST | None) -> tuple[ast.expr, ...]:
    """Return the expressions of a statement, without those of the statements in it."""
    return (*_walk_expressions(node),)


def _walk_expressions(node: ast.AST | None) -> Iterator[ast.expr]:
    if node is None:
        return
    if isinstance(node, ast.AugAssign):
        yield ast.BinOp(_loaded(node.target), node.op, node.value)
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            continue
        if isinstance(child, ast.expr):
            yield child
        yield from _walk_expressions(child)


def _loaded(target: ast.expr) -> ast.expr:
    return parsed(ast.unparse(target)) or target


def place_matches(said: ast.expr, code: ast.expr) -> bool:
    """Return whether a place with values in its indices is one of the code: `row[3]` of `row[i + 1]`."""
    match said, code:
        case ast.Name(id=one), ast.Name(id=other):
            return one == other
        case ast.Attribute(value=one, attr=name), ast.Attribute(value=other, attr=attr):
            return name == attr and place_matches(one, other)
        case ast.Subscript(value=one), ast.Subscript(value=other):
            return place_matches(one, other)
    return not isinstance(code, ast.Name)


def _instance(said: ast.AST, code: ast.AST, before: Variables, after: Variables) -> bool:
    """Return whether an expression is one of the code with values in the place of parts of it."""
    if isinstance(code, ast.Name) and isinstance(said, ast.expr):
        return _is_value(said, code, before, after)
    if isinstance(code, ast.NamedExpr):
        return _instance(said, code.value, before, after)
    if type(said) is type(code):
        return _same_parts(said, code, before, after) or _is_value_of(said, code, before, after)
    return _is_value_of(said, code, before, after)


def _same_parts(said: ast.AST, code: ast.AST, before: Variables, after: Variables) -> bool:
    for name, mine in ast.iter_fields(said):
        theirs = getattr(code, name, None)
        if isinstance(mine, list):
            if not isinstance(theirs, list) or len(mine) != len(theirs):
                return False
            pairs = zip(mine, theirs, strict=True)
            if not all(_instance(a, b, before, after) for a, b in pairs):
                return False
        elif isinstance(mine, ast.AST):
            if not isinstance(theirs, ast.AST) or not _instance(mine, theirs, before, after):
                return False
        elif name not in ("ctx", "kind", "type_comment") and mine != theirs:
            return False
    return True


def _is_value_of(said: ast.AST, code: ast.AST, before: Variables, after: Variables) -> bool:
    """Return whether a value stands for a part of the code, as far as that can be told."""
    if not isinstance(code, ast.expr) or not isinstance(said, ast.expr) or isinstance(code, ast.Constant):
        return False
    if isinstance(said, (ast.BinOp, ast.Compare, ast.BoolOp)):
        return False
    return _evaluated(code, ast.unparse(said), [before, after]) is not False


def _is_value(said: ast.expr, code: ast.Name, before: Variables, after: Variables) -> bool:
    """Return whether what stands for a name is the name, or a value that it has before or after."""
    if isinstance(said, ast.Name) and said.id == code.id:
        return True
    shown = [text for text in (before.get(code.id), after.get(code.id)) if text is not None]
    text = ast.unparse(said)
    return not shown or any(text_matches_value(text, one) or MARK in one for one in shown)
