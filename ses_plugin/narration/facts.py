"""What is said of an expression when its value is there."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from ses_plugin.narration.expressions import Putting, code_of, fits, number_of
from ses_plugin.narration.program_map import ProgramMap
from ses_plugin.narration.steps import Becomes, Fact, Item, Says
from ses_plugin.syntax import parse
from ses_plugin.tracing.instrumentation import is_constant, names_in
from ses_plugin.tracing.trace import Probe, ProbeKind

COMPREHENSION = "the comprehension"
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp)
_SILENT = (
    ast.Name,
    ast.Attribute,
    ast.Constant,
    ast.IfExp,
    ast.Yield,
    ast.YieldFrom,
    ast.Await,
    ast.GeneratorExp,
    ast.JoinedStr,
    ast.List,
    ast.Tuple,
    ast.Set,
    ast.Dict,
)
"""Of these the value is seen where it is used."""


def fact_of(node: ast.expr, probe: Probe, values: Mapping[int, str], program: ProgramMap) -> list[Item]:
    """Return what is said of an expression that has come out as a value; `values` are those of its parts."""
    out: list[Item] = []
    parent = program.of(node).parent
    tested = probe.kind is ProbeKind.TEST or isinstance(parent, ast.BoolOp)
    compared = isinstance(parent, ast.Compare) and not fits(probe.value)
    put = "" if isinstance(node, _SILENT) and not tested and not compared else _put(node, probe, values)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
        if isinstance(parent, (ast.For, ast.comprehension)) and not all(map(is_constant, node.args)):
            out.append(Says("over", put))
    elif (
        put
        and (put != probe.value or tested)
        and (tested or compared or probe.value[:1] != "<")
        and not _is_on_the_way(node, parent)
    ):
        whole = isinstance(node, (ast.BoolOp, *_COMPREHENSIONS))
        truth = probe.value == "True" if _is_truth(node, probe.value) else probe.truth
        if truth is None and isinstance(parent, ast.BoolOp):
            truth = _truth_of(probe.value)
        out.append(Fact(put, probe.value, truth, whole))
    if isinstance(parent, ast.NamedExpr) and parent.value is node:
        out.append(Becomes(parent.target.id, probe.value, result=bool(out)))
    return out


def _put(node: ast.expr, probe: Probe, values: Mapping[int, str]) -> str:
    """Return an expression with the values of its parts put in."""
    if isinstance(node, _COMPREHENSIONS):
        return COMPREHENSION
    if isinstance(node, (ast.BoolOp, ast.Name, ast.Attribute, ast.IfExp)):
        return code_of(node)
    names = dict(zip(names_in(node) or (), probe.names, strict=False))
    return code_of(Putting(values, names).inside(node))


def _truth_of(text: str) -> bool | None:
    """Return whether a value counts as true; None if that can't be seen by its text."""
    if text in ("True", "None", "False", "set()", "0.0", "-0.0") or text.strip("-0") == "":
        return text == "True"
    if text[:1] in ("'", '"', "[", "{", "("):
        return len(text) > 2
    return True if text[:1].isdigit() or (text[:1] == "-" and text[1:2].isdigit()) else None


def _is_truth(node: ast.expr, value: str) -> bool:
    """Return whether an expression is a comparison or negation that is true or false."""
    compares = isinstance(node, ast.Compare) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    )
    return compares and value in ("True", "False")


def _is_on_the_way(node: ast.expr, parent: ast.AST | None) -> bool:
    """Return whether an element is only looked up for what is in it: `grid[0]` in `grid[0][1]`."""
    lookup = isinstance(parent, (ast.Subscript, ast.Attribute)) and parent.value is node
    return isinstance(node, ast.Subscript) and lookup


def taken(target: ast.expr, value: str) -> tuple[tuple[str, str], ...]:
    """Return the names of a loop's target with their values; the whole target where that can't be told."""
    if isinstance(target, ast.Starred):
        return taken(target.value, value)
    if isinstance(target, (ast.Tuple, ast.List)):
        parts = _parts(value)
        if len(parts) == len(target.elts):
            inner = (taken(part, text) for part, text in zip(target.elts, parts, strict=True))
            return tuple(pair for pairs in inner for pair in pairs)
    return ((code_of(target), value),)


def _parts(text: str) -> list[str]:
    """Return the texts of the items of a tuple; none if it is no literal."""
    try:
        node = parse(text, "eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = node.elts if isinstance(node, ast.Tuple) else []
    return [ast.get_source_segment(text, part) or "" for part in found]


def written(node: ast.expr, values: Mapping[int, str]) -> str:
    """Return the text of a value that has come out, or of a constant or display with values put in."""
    known = values.get(number_of(node))
    if known is not None:
        return known
    return (
        repr(node.value) if isinstance(node, ast.Constant) else ast.unparse(Putting(values, {}).inside(node))
    )
