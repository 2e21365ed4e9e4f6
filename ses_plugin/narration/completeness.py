"""Whether all is told of a step that has to be: what it assigns, how its condition came out, and by what."""

from __future__ import annotations

import ast
from functools import lru_cache

from ses_plugin.narration.explanation_reader import SaidStep
from ses_plugin.narration.second_record import Entry, targets_of
from ses_plugin.syntax import parse


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
    if (entry.truth is True) == (stops == "true"):
        return stops in words or bool(set(words) - {stops, goes_on})  # an object's truth is not told
    return len(words) >= len(test.values)


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
    loops = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    comprehensions = (node for node in ast.walk(parse(source)) if isinstance(node, loops))
    parts = (part for node in comprehensions for part in ast.walk(node))
    return frozenset(part.target.id for part in parts if isinstance(part, ast.NamedExpr))
