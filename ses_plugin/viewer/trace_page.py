"""Pages that step through a trace, alone or with a model's explanation of the run beside it.

A trace is here its JSON form (docs/tracing.md). Its probes name the nodes of the program's tree by their
numbers in `ast.walk`; a browser cannot parse Python, so the places of these nodes go with it.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from typing import Any

from ses_plugin.syntax import parse
from ses_plugin.viewer.page import page

TRACE_TITLE = "A run, step by step"
DEBUGGER_TITLE = "A predicted run beside the real one"

_PLAIN = (
    ast.Name,
    ast.Constant,
    ast.UnaryOp,
    ast.BinOp,
    ast.Compare,
    ast.operator,
    ast.unaryop,
    ast.cmpop,
    ast.Load,
)

SourceRange = tuple[int, int, int, int]


def trace_page(trace: Mapping[str, Any] | str, title: str = TRACE_TITLE) -> str:
    """Return the page that steps through a trace, given as JSON text or what that is read to."""
    return page("trace", {"title": title, "data": trace_data(trace), "debug": None}, title=title)


def debugger_page(
    trace: Mapping[str, Any] | str | None,
    explanation: str,
    report: Mapping[str, Any],
    title: str = DEBUGGER_TITLE,
) -> str:
    """Return the page that shows an explanation beside the real run, and where it leaves it.

    Args:
        trace: The trace, as JSON text or what that is read to; None for the explanation and the report only.
        explanation: The text that the model wrote, as the report's positions count it.
        report: `DebugReport.to_dict()`.
        title: The page's title.
    """
    debug = {"explanation": explanation, "report": report}
    data = None if trace is None else trace_data(trace)
    return page("trace", {"title": title, "data": data, "debug": debug}, title=title)


def trace_data(trace: Mapping[str, Any] | str) -> dict[str, Any]:
    """Return what a page's component needs: the trace, and the places of its probes' nodes."""
    row = json.loads(trace) if isinstance(trace, str) else trace
    numbers = {probe[2] for probe in row["probes"]}
    return {"trace": row, "spans": _spans(row["source"], numbers)}


def _spans(source: str, wanted: set[int]) -> dict[str, dict[str, Any]]:
    """Return the places of nodes, in UTF-16 units as browsers count; none if the source is not Python."""
    try:
        nodes = [*ast.walk(parse(source))]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    tests = {id(node.test): number for number, node in enumerate(nodes) if isinstance(node, ast.While)}
    found: dict[str, dict[str, Any]] = {}
    for number, node in enumerate(nodes):
        place = _place([node], lines) if number in wanted else None
        if place is None:
            continue
        span: dict[str, Any] = {"place": place, "kind": type(node).__name__, "names": _names(node)}
        head = _head(node, lines)
        if head is not None:
            span["head"] = head
        if id(node) in tests:
            span["loop"] = tests[id(node)]
            loop = nodes[span["loop"]]
            found.setdefault(str(span["loop"]), _loop_span(loop, lines))
        found[str(number)] = span
    return found


def _loop_span(node: ast.AST, lines: list[str]) -> dict[str, Any]:
    return {
        "place": _place([node], lines),
        "kind": type(node).__name__,
        "names": [],
        "head": _head(node, lines),
    }


def _head(node: ast.AST, lines: list[str]) -> SourceRange | None:
    """Return the place of a loop's first words, without its body."""
    match node:
        case ast.For(iter=end) | ast.AsyncFor(iter=end) | ast.While(test=end):
            return _place([node, end], lines)
        case ast.comprehension(target=target, iter=end):
            return _place([target, end], lines)
    return None


def _place(nodes: list[ast.AST], lines: list[str]) -> SourceRange | None:
    """Return from where the first of the nodes begins to where the last one ends."""
    first, last = (_positioned(node) for node in (nodes[0], nodes[-1]))
    if first is None or last is None:
        return None
    start, end = first[0], last[1]
    return (start[0], _column(lines, *start), end[0], _column(lines, *end))


def _positioned(node: ast.AST) -> tuple[tuple[int, int], tuple[int, int]] | None:
    match node:
        case ast.comprehension(target=inner) | ast.match_case(pattern=inner):
            return _positioned(inner)
    values = [getattr(node, name, None) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")]
    line, column, end_line, end_column = values
    if line is None or column is None or end_line is None or end_column is None:
        return None
    return (line, column), (end_line, end_column)


def _column(lines: list[str], line: int, column: int) -> int:
    """Return a column in UTF-16 units: the tree has it in bytes of UTF-8."""
    text = lines[line - 1] if line <= len(lines) else ""
    if text.isascii():
        return column
    return (
        len(text.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "replace").encode("utf-16-le"))
        // 2
    )


def _names(node: ast.AST) -> list[str]:
    """Return the names in an expression of names, constants and operators, in the order of their values."""
    parts = [*ast.walk(node)] if isinstance(node, ast.expr) else [node]
    if not all(isinstance(part, _PLAIN) for part in parts):
        return []
    names = [part for part in parts if isinstance(part, ast.Name)]
    names.sort(key=lambda name: (name.lineno, name.col_offset))
    return [*dict.fromkeys(name.id for name in names)]
