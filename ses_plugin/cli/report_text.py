"""The text of a report: a table for each run and for each comparison."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from ses_plugin.cli.output import escape_controls
from ses_plugin.report.page_data import Comparison, PageData, RunEntry, Value

_WIDTH = 110

_FAILURE_CHARTS = ("debug_verdicts", "divergences")

_Row = Sequence[str]


def render_text(data: PageData, *, color: bool) -> str:
    """Return the report as text: tables of rich where it is installed, with `color` only on a terminal."""
    blocks = [f"ses report: {escape_controls(data['title'])}\n"]
    for entry in data["runs"]:
        blocks += _run_blocks(entry, color)
    for comparison in data["comparisons"]:
        blocks += _comparison_blocks(comparison, data["runs"], color)
    return "\n".join(blocks)


def _run_blocks(entry: RunEntry, color: bool) -> Iterator[str]:
    yield f"{escape_controls(entry['name'])}: {escape_controls(entry['model'] or 'model not known')}\n"
    rows = [
        (
            metric["label"],
            metric["name"],
            _number(metric["value"], metric["unit"]),
            _interval(metric, metric["unit"]),
            str(metric["n"]),
        )
        for metric in entry["metrics"]
    ]
    yield _table(("metric", "name", "value", "95 % interval", "n"), rows, color)
    outcomes = [f"{name.replace('_', ' ')} {count}" for name, count in entry["outcomes"].items() if count]
    yield f"answers: {', '.join(outcomes) or 'none was judged'}"
    for role, usage in entry["usage"].items():
        tokens = "?" if usage["completion_tokens"] is None else f"{usage['completion_tokens']:,}"
        cost = "" if not usage["cost"] else f", ${usage['cost']:.4f}"
        counts = f"{usage['calls']} calls, {usage['failed']} failed, {tokens} tokens{cost}"
        yield f"{escape_controls(role)}: {counts}"
    yield from _failure_blocks(entry, color)
    yield from (f"note: {escape_controls(note)}" for note in entry["notes"])
    yield ""


def _failure_blocks(entry: RunEntry, color: bool) -> Iterator[str]:
    """Yield how simulations fail, where explanations were compared with real runs."""
    for chart in entry["charts"]:
        if chart["id"] in _FAILURE_CHARTS:
            rows = [
                (
                    point.get("label", ""),
                    str(point.get("n", "")),
                    _number(point["y"], "share"),
                    _interval(point, "share"),
                )
                for point in chart["series"][0]["points"]
            ]
            yield "\n" + _table((chart["title"].lower(), "count", "share", "95 % interval"), rows, color)


def _comparison_blocks(comparison: Comparison, runs: Sequence[RunEntry], color: bool) -> Iterator[str]:
    a, b = runs[comparison["a"]], runs[comparison["b"]]
    right, difference = comparison["right"], comparison["difference"]
    yield f"A: {escape_controls(a['name'])}, {escape_controls(a['path'])}"
    yield f"B: {escape_controls(b['name'])}, {escape_controls(b['path'])}\n"
    rows = [
        (
            metric["label"],
            _number(metric["a"]["value"], metric["unit"]),
            _number(metric["b"]["value"], metric["unit"]),
            _number(metric["difference"]["value"], metric["unit"], signed=True),
            _interval(metric["difference"], metric["unit"], signed=True),
        )
        for metric in comparison["metrics"]
    ]
    yield _table(("metric", "A", "B", "B - A", "95 % interval"), rows, color)
    yield (
        f"right in both {right['both']}, only in A {right['only_a']}, only in B {right['only_b']}, "
        f"in neither {right['neither']}; exact McNemar p = {comparison['p_value']:.3g}; difference "
        f"{_number(difference['value'], 'share', signed=True)} {_interval(difference, 'share', signed=True)}"
    )
    only = len(comparison["only_in_a"]), len(comparison["only_in_b"])
    if any(only):
        yield f"only in A: {only[0]} problems, only in B: {only[1]}; they are not compared"
    yield from _settings_lines(comparison)
    yield ""


def _settings_lines(comparison: Comparison) -> Iterator[str]:
    for each in comparison["differences"]:
        mark = "NOT COMPARABLE, differs" if each["loud"] else "differs"
        values = " | ".join(escape_controls(str(each[side]))[:100] for side in ("a", "b"))
        yield f"{mark}: {escape_controls(each['name'])}: {values}"
    yield f"equal settings: {comparison['equal_settings']}"


def _number(value: float | None, unit: str, *, signed: bool = False) -> str:
    if value is None:
        return "-"
    sign = "+" if signed else ""
    if unit == "share":
        return f"{100 * value:{sign}.1f} %"
    return f"{value:{sign},.0f}" if unit == "tokens" else f"{value:{sign}.3g}"


def _interval(value: Value | Any, unit: str, *, signed: bool = False) -> str:
    if value["low"] is None:
        return ""
    low, high = (_number(value[side], unit, signed=signed) for side in ("low", "high"))
    return f"[{low}, {high}]"


def _table(columns: _Row, rows: Sequence[_Row], color: bool) -> str:
    """Return a table; the names of metrics may come from a file, so all cells are escaped."""
    cells = [[escape_controls(cell) for cell in row] for row in rows]
    try:
        from rich.console import Console
        from rich.table import Table
    except ImportError:
        return _plain_table([columns, *cells])
    table = Table(*columns, box=None, pad_edge=False)
    for row in cells:
        table.add_row(*row)
    is_terminal = color and sys.stdout.isatty()
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        force_terminal=is_terminal,
        width=None if is_terminal else _WIDTH,
        markup=False,
        highlight=False,
    )
    console.print(table)
    return buffer.getvalue()


def _plain_table(rows: Sequence[_Row]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
    return "\n".join(lines) + "\n"
