"""Runs that are unfit for rows: a library does the work of a line, or the order of a set decides.

There is nothing to simulate where the source of a library is not shown. Whether a run depends on the order of
a set is seen by running it once more, with other hashes of strings.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from types import TracebackType
from typing import Self

from ses_plugin.execution import Sandbox
from ses_plugin.scoring.prediction_match import literal_matches, stdout_matches
from ses_plugin.syntax import parse
from ses_plugin.tracing.trace import Change, Event, Trace
from ses_plugin.tracing.tracer import trace_program
from ses_plugin.types.program import Limits, Program

# What a reader works out as easily as an operator. All other calls of what is not in the program are a
# library's.
_EASY = frozenset(
    """
    abs all any bin bool chr dict divmod enumerate filter float frozenset getattr hasattr hex int isinstance
    issubclass iter len list map max min next oct ord pow range repr reversed round set slice sorted str sum
    super tuple type zip append extend insert pop remove index count get items keys values add discard update
    join
    lower upper startswith endswith strip lstrip rstrip isdigit isalpha isalnum isspace reverse sort copy
    """.split()
)


def calls_library(source: str, lines: frozenset[int]) -> bool:
    """Return whether one of `lines` calls what the program does not show; no loop is told by few lines."""
    return bool(lines & _library_lines(source))


@lru_cache(maxsize=64)
def _library_lines(source: str) -> frozenset[int]:
    tree = parse(source)
    own = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    }
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called not in own and called not in _EASY:
                found.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return frozenset(found)


_SETS = frozenset("set frozenset union intersection difference symmetric_difference".split())
_VIEWS = frozenset("keys items".split())


class Sandboxes:
    """A sandbox, and one in which the hashes of strings are others; each is started when it is needed."""

    def __init__(self) -> None:
        self.first = Sandbox(1)
        self.rehashed = Sandbox(1, hash_seed=1)

    def close(self) -> None:
        """End both."""
        self.first.close()
        self.rehashed.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@lru_cache(maxsize=64)
def has_sets(source: str) -> bool:
    """Return whether a program may have sets, as far as its own text shows: then runs are to be compared."""
    return any(
        isinstance(node, (ast.Set, ast.SetComp))
        or (isinstance(node, ast.Name) and node.id in _SETS)
        or (isinstance(node, ast.Attribute) and node.attr in _SETS)
        or (isinstance(node, ast.BinOp) and any(map(_is_view, (node.left, node.right))))
        for node in ast.walk(parse(source))
    )


def _is_view(node: ast.expr) -> bool:
    """Return whether it is a dictionary's keys or items: what is made of two of them is a set."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _VIEWS


def find_set_order(run: Trace, limits: Limits, events: int, rehashed: Sandbox) -> str:
    """Return what of a run is another where sets have another order, or "" if it is the same run."""
    program = Program(run.source, run.entry_point)
    again = trace_program(program, run.input, limits, events=events, sandbox=rehashed)
    same = stdout_matches if run.value is None else literal_matches
    if again.outcome is not run.outcome or not same(again.output, run.output):
        return "its answer hangs on the order of a set"
    if len(again.events) != len(run.events) or not all(map(_alike, run.events, again.events)):
        return "its steps hang on the order of a set"
    return ""


def _alike(one: Event, other: Event) -> bool:
    """Return whether two events are the same; a set that is only there may be written in another order."""
    if one == other:
        return True
    place = (one.kind, one.line, one.function, len(one.changes), one.printed)
    if place != (other.kind, other.line, other.function, len(other.changes), other.printed):
        return False
    return _same_value(one.value, other.value) and all(map(_same_change, one.changes, other.changes))


def _same_change(one: Change, other: Change) -> bool:
    return one.name == other.name and _same_value(one.value, other.value)


def _same_value(one: str | None, other: str | None) -> bool:
    if one == other:
        return True
    try:
        return bool(ast.literal_eval(str(one)) == ast.literal_eval(str(other)))
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return False
