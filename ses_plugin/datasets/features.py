"""Measure the difficulty of an instance: steps of its run, and features of its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ses_plugin.syntax import parse
from ses_plugin.tracing.step_counter import StepCounts

DIFFICULTIES = ("easy", "medium", "hard")
# Bounds on trace events, the best single predictor of how hard a simulation is. A longer run isn't used as an
# instance: a model would have to write out thousands of steps.
_EVENTS = {"easy": range(1, 50), "medium": range(50, 170), "hard": range(170, 1000)}
MAX_EVENTS = _EVENTS["hard"].stop - 1
MAX_OUTPUT = 300
"""The most characters of an output; a longer one would test patience, not simulation."""

_CALLS = {
    "sorting": {"sorted", "sort"},
    "heap": {"heappush", "heappop", "heapify", "heapreplace", "heappushpop", "nlargest", "nsmallest"},
    "queue": {"popleft", "appendleft", "deque"},
    "string": {
        *("split", "join", "strip", "lstrip", "rstrip", "replace", "upper", "lower", "title", "find"),
        *("index", "startswith", "endswith", "ljust", "rjust", "center", "zfill", "isdigit", "isalpha"),
        *("ord", "chr", "format", "partition", "rpartition", "splitlines", "capitalize", "swapcase"),
    },
    "regex": {"match", "fullmatch", "sub", "findall", "finditer", "compile"},
    "list": {"append", "pop", "insert", "extend", "remove", "reverse", "reversed"},
    "mapping": {"get", "setdefault", "items", "keys", "values", "defaultdict", "Counter", "dict"},
    "set": {"set", "add", "discard", "union", "intersection", "frozenset"},
}
_NODES: dict[str, tuple[type[ast.AST], ...]] = {
    "comprehension": (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
    "list": (ast.List,),
    "mapping": (ast.Dict, ast.DictComp),
    "set": (ast.Set, ast.SetComp),
    "class": (ast.ClassDef,),
    "functions": (ast.FunctionDef,),
    "exception": (ast.Try, ast.Raise),
    "generator": (ast.Yield, ast.YieldFrom),
    "closure": (ast.Lambda, ast.Nonlocal),
    "match": (ast.Match,),
    "slice": (ast.Slice,),
    "string": (ast.JoinedStr,),
}
_OPERATORS: dict[str, tuple[type[ast.operator], ...]] = {
    "arithmetic": (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow),
    "modulo": (ast.Mod, ast.FloorDiv),
    "bits": (ast.BitAnd, ast.BitOr, ast.BitXor, ast.LShift, ast.RShift),
}


@dataclass(frozen=True, slots=True)
class Features:
    """Features of one instance.

    Attributes:
        trace_events: the events that a line tracer records: lines, comprehension items, calls and returns.
        lines_executed: the statements executed.
        loop_depth: the deepest nesting of loops in the source.
        kinds: the kinds of operation in the source, sorted.
        output_length: the characters of the output.
    """

    trace_events: int
    lines_executed: int
    loop_depth: int
    kinds: tuple[str, ...]
    output_length: int

    @property
    def difficulty(self) -> str | None:
        """The bin of this instance, one of DIFFICULTIES; None if its run is too long."""
        return next((name for name, bound in _EVENTS.items() if self.trace_events in bound), None)


def measure(source: str, steps: StepCounts, output: str) -> Features:
    """Return the features of `source` and of a run with `steps` and `output`."""
    tree = parse(source)
    return Features(
        trace_events=steps.events,
        lines_executed=steps.lines,
        loop_depth=_loop_depth(tree),
        kinds=tuple(sorted(set(_kinds(tree)))),
        output_length=len(output.strip()),
    )


def _loop_depth(node: ast.AST) -> int:
    is_loop = isinstance(node, (ast.For, ast.AsyncFor, ast.While, *_NODES["comprehension"]))
    return is_loop + max(map(_loop_depth, ast.iter_child_nodes(node)), default=0)


def _kinds(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        yield from (kind for kind, types in _NODES.items() if isinstance(node, types))
        if isinstance(node, (ast.BinOp, ast.AugAssign)):
            yield from (kind for kind, types in _OPERATORS.items() if isinstance(node.op, types))
        if isinstance(node, ast.Call):
            name = _called_name(node)
            yield from (kind for kind, names in _CALLS.items() if name in names)
        if isinstance(node, ast.FunctionDef) and _calls_itself(node):
            yield "recursion"


def _called_name(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _calls_itself(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Call) and _called_name(node) == function.name for node in ast.walk(function)
    )
