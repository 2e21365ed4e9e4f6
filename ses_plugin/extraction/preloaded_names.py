"""Names that a solution may use without importing them, since its judge has them there.

LeetCode runs solutions below `from typing import *`, `from math import *` and more, and so does
LiveCodeBench's grader; a function that a prompt has begun stands below the imports and helpers of that
prompt. What such a program leaves unbound is written above it, and no more: it then runs anywhere.

    problem = PublicProblem("", entry_point="f", preloaded=True)
    with_preloaded_names("def f(xs: List[int]): return max(xs, default=inf)", problem)
    # from math import inf
    # from typing import List
    #
    # def f(xs: List[int]): ...
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib import import_module

from ses_plugin.extraction.code import build_program, extract_code
from ses_plugin.syntax import try_parse, unbound_names
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Program

# In the order of LiveCodeBench's `import_string`: of two modules with one name the later has it. Only
# `typing` is the last one there; its `Counter` makes one of `collections` but is no class to inherit from.
_STARRED = (
    "typing string re datetime collections heapq bisect copy math random statistics itertools functools"
    " operator io sys json"
).split()
_MODULES = frozenset(_STARRED) - {"typing"}
_NODES = {
    "ListNode": "\nclass ListNode:\n    def __init__(self, val=0, next=None):\n"
    "        self.val, self.next = val, next\n",
    "TreeNode": "\nclass TreeNode:\n    def __init__(self, val=0, left=None, right=None):\n"
    "        self.val, self.left, self.right = val, left, right\n",
}
_DEEP = "__import__('sys').setrecursionlimit(50000)"
"""As the grader sets it; a program that does not call itself needs no such line."""

_MOST_STATEMENTS = 200
"""So many of a starter are looked through."""


def extract_program(reply: str, task: PublicProblem) -> Program | None:
    """Return the solution of `task` in a model's reply, None if there is none."""
    code = extract_code(reply, task.entry_point)
    return None if code is None else with_preloaded_names(code, task)


def with_preloaded_names(code: str, task: PublicProblem) -> Program:
    """Return `code`, a solution of `task`, as a program that has all names that its judge would give it."""
    program = build_program(code, task.entry_point)
    preloaded = task.preloaded or program.source != code  # a method of LeetCode's class Solution
    if not preloaded and not task.starter_code:
        return program
    return replace(program, source=_with_names(program.source, task, preloaded))


def _with_names(source: str, task: PublicProblem, preloaded: bool) -> str:
    tree = try_parse(source)
    if tree is None:
        return source
    begun = list(_needed(source, task.starter_code, task.entry_point))
    lines = []
    if preloaded:
        lines = list(_imports(unbound_names("\n".join([*begun, source]))))
        if "setrecursionlimit" not in source and _is_recursive(tree):
            lines.insert(0, _DEEP)
    return _above(source, tree, lines + begun) if lines or begun else source


def _above(source: str, tree: ast.Module, lines: list[str]) -> str:
    """Return `source` with `lines` before it, but for what has to come first: `from __future__ import …`."""
    ends = [
        node.end_lineno or 0
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
    ]
    own = source.split("\n")
    at = max(ends, default=0)
    gap = [""] if at < len(own) and own[at].strip() else []
    return "\n".join([*own[:at], *lines, *gap, *own[at:]])


def _imports(names: frozenset[str]) -> Iterator[str]:
    """Yield the statements that bind those of `names` that LeetCode has."""
    yield from (f"import {name}" for name in sorted(names & _MODULES))
    homes: dict[str, list[str]] = {}
    for name in sorted(names - _MODULES):
        home = next((module for module in reversed(_STARRED) if name in _public(module)), None)
        if home is not None:
            homes.setdefault(home, []).append(name)
    yield from (f"from {home} import {', '.join(homes[home])}" for home in sorted(homes))
    yield from (_NODES[name] for name in sorted(names & _NODES.keys()))


@cache
def _public(module: str) -> frozenset[str]:
    """Return the names that `from module import *` binds."""
    found = import_module(module)
    names = getattr(found, "__all__", None) or (name for name in vars(found) if not name.startswith("_"))
    return frozenset(names)


def _needed(source: str, starter: str, entry: str | None) -> Iterator[str]:
    """Yield those statements of `starter` that bind what `source` leaves unbound, in their order."""
    tree = try_parse(starter) or try_parse(f"{starter.rstrip()}\n    pass\n")
    if tree is None or not starter.strip():
        return
    statements = {
        ast.unparse(node): _bound(node)
        for node in tree.body[:_MOST_STATEMENTS]
        if entry not in _bound(node) and not isinstance(node, ast.Expr)
    }
    taken: set[str] = set()
    missing = unbound_names(source)
    while True:
        more = {text for text, names in statements.items() if names & missing} - taken
        if not more:
            break
        taken |= more
        missing = unbound_names("\n".join([*(text for text in statements if text in taken), source]))
    yield from (text for text in statements if text in taken)


def _bound(node: ast.stmt) -> frozenset[str]:
    """Return the names that a statement at the top level binds."""
    match node:
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return frozenset(alias.asname or alias.name.partition(".")[0] for alias in aliases)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return frozenset({name})
    stored = (one for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store))
    return frozenset(one.id for one in stored)


def _is_recursive(tree: ast.Module) -> bool:
    """Return whether a function may call itself, by its own name or by way of others."""
    functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    names = {one.name for one in functions}
    calls = {one.name: _called(one) & names for one in functions}
    while leaves := [name for name, called in calls.items() if not called & calls.keys()]:
        for name in leaves:
            del calls[name]
    return bool(calls)


def _called(function: ast.AST) -> set[str]:
    found = (one.func for one in ast.walk(function) if isinstance(one, ast.Call))
    return {one.id if isinstance(one, ast.Name) else getattr(one, "attr", "") for one in found}
