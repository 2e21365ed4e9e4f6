"""Whether all is told of a step that has to be: what it assigns, how its condition came out, and by what."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from ses_plugin.narration.explanation_reader import Said, SaidStep
from ses_plugin.narration.fact_check import code_of_fact, is_instance
from ses_plugin.narration.second_record import Entry, targets_of
from ses_plugin.syntax import parse

_MOST_PUT = 40
"""The most characters of a value that has to stand for a name."""
_PLAIN = re.compile(r"-?\d[\d.e+-]*|True|False|None|'[^\\]*'|\"[^\\]*\"")
"""Numbers, texts and the like: an object with parts may be told by its name."""
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_COMPUTED = (ast.Call, ast.Subscript, ast.Attribute)


def tells_all(entry: Entry, told: set[str]) -> bool:
    """Return whether what a statement assigns, or decides, is told: names, "takes", "end" or "condition"."""
    if entry.raised:
        return True
    if isinstance(entry.node, (ast.For, ast.AsyncFor)):
        return entry.truth is None or "takes" in told or "end" in told
    if isinstance(entry.node, (ast.If, ast.While)) and entry.truth is not None:
        return "condition" in told
    names = {target.id for target in targets_of(entry.node) if isinstance(target, ast.Name)}
    return all(name in told for name in names if entry.changes.get(name) is not None)


def tells_operands(step: SaidStep, entry: Entry, told: set[str]) -> bool:
    """Return whether what a condition of several parts rests on is told with it."""
    test = getattr(entry.node, "test", None)
    calls = any(said.kind in ("called", "resumed", "called or does") for said in step.said)
    if not isinstance(test, ast.BoolOp) or calls or not step.begins or "condition" not in told:
        return True
    if any(isinstance(part, ast.Constant) for part in test.values):
        return True
    words = [said.truth or said.value for said in step.said if said.kind == "fact"]
    stops, goes_on = ("false", "true") if isinstance(test.op, ast.And) else ("true", "false")
    if all(isinstance(part, ast.Compare) for part in test.values):  # what they compare is told, too
        words = [word for word in words if word in (stops, goes_on)]
    if (entry.truth is True) == (stops == "true"):
        return stops in words or bool(set(words) - {stops, goes_on})  # an object's truth is not told
    return len(words) >= len(test.values)


def tells_compared(said: Said, entry: Entry, items: Mapping[str, str], facts: Sequence[str]) -> bool:
    """Return whether a comparison is told with what it compares: values, or what has been told before.

    `facts` are the expressions of the step that have been told. Of a chain the first two operands are
    looked at: the others may not have been computed.
    """
    put, code = code_of_fact(said.name, entry, items)
    if not isinstance(put, ast.Compare) or not isinstance(code, ast.Compare):
        return True
    pairs = ((put.left, code.left), (put.comparators[0], code.comparators[0]))
    return all(_is_told(one, other, entry, items, facts) for one, other in pairs)


def _is_told(
    put: ast.expr, code: ast.expr, entry: Entry, items: Mapping[str, str], facts: Sequence[str]
) -> bool:
    """Return whether an operand of a comparison is a value, or has been told, or has none to be told."""
    if isinstance(put, _COMPUTED) and type(put) is type(code):  # else it is a value: `set()`
        text = ast.unparse(put)
        return any(fact == text or is_instance(fact, code, entry, items) for fact in facts)
    inner = {part.id for part in ast.walk(code) if isinstance(part, ast.Name)}
    left = {part.id for part in ast.walk(put) if isinstance(part, ast.Name)} & inner
    if isinstance(put, (ast.Name, ast.BinOp, ast.UnaryOp)):
        return not any(_has_short_value(name, entry, items) for name in left)
    return True


def _has_short_value(name: str, entry: Entry, items: Mapping[str, str]) -> bool:
    text = items.get(name, entry.before.get(name))
    if text is None or name in entry.changes:
        return False
    return len(text) <= _MOST_PUT and _PLAIN.fullmatch(text) is not None


def tells_parts(step: SaidStep, entry: Entry, told: set[str]) -> bool:
    """Return whether each result of `and` or `or` that a step tells follows something that it tells."""
    if "called" in told or entry.node is None or isinstance(getattr(entry.node, "test", None), ast.BoolOp):
        return True
    comprehends = any(isinstance(part, _COMPREHENSIONS) for part in ast.walk(entry.node))
    before = ""
    for said in step.said:
        comprehension = comprehends and said.value.lstrip("`").startswith(("[", "{", "set()"))
        first = said.kind == "whole" and before not in ("fact", "whole")
        if first and step.begins and not comprehension:
            return False
        before = said.kind
    return True


@lru_cache(16)
def comprehension_names(source: str) -> frozenset[str]:
    """Return the names that comprehensions of a program give to their items."""
    return frozenset(
        name.id
        for part in ast.walk(parse(source))
        if isinstance(part, ast.comprehension)
        for name in ast.walk(part.target)
        if isinstance(name, ast.Name)
    )


@lru_cache(16)
def walrus_names(source: str) -> frozenset[str]:
    """Return the names that are set in comprehensions, once for each item."""
    comprehensions = (node for node in ast.walk(parse(source)) if isinstance(node, _COMPREHENSIONS))
    parts = (part for node in comprehensions for part in ast.walk(node))
    return frozenset(part.target.id for part in parts if isinstance(part, ast.NamedExpr))
