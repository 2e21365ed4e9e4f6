"""Add the imports and helpers that a solution may use without writing them, since its judge provides them.

LeetCode and LiveCodeBench's grader run solutions below `from typing import *`, `from math import *` and
more; a function that a prompt has begun stands below the imports and helpers of that prompt. The names that
such a program leaves unbound are defined above it, and only those: it then runs anywhere.

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

# In the order of LiveCodeBench's `import_string`: where two modules have a name, the later one provides it.
# There `typing` is the last: here it is the first, since its `Counter` can't be a base class.
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
# As the grader sets it. Only for recursive programs: in others the line would only puzzle a reader.
_RECURSION_LIMIT = "__import__('sys').setrecursionlimit(50000)"

_MAX_STATEMENTS = 200  # of a starter code


def extract_program(reply: str, problem: PublicProblem) -> Program | None:
    """Return the solution of `problem` in a model's reply, None if there is none."""
    code = extract_code(reply, problem.entry_point)
    return None if code is None else with_preloaded_names(code, problem)


def with_preloaded_names(code: str, problem: PublicProblem) -> Program:
    """Return `code`, a solution of `problem`, as a program with all names that its judge would provide."""
    program = build_program(code, problem.entry_point)
    preloaded = problem.preloaded or program.source != code  # a method of LeetCode's class Solution
    if not preloaded and not problem.starter_code:
        return program
    return replace(program, source=_with_names(program.source, problem, preloaded))


def _with_names(source: str, problem: PublicProblem, preloaded: bool) -> str:
    tree = try_parse(source)
    if tree is None:
        return source
    starter = list(_needed(source, problem.starter_code, problem.entry_point))
    lines = []
    if preloaded:
        lines = list(_imports(unbound_names("\n".join([*starter, source]))))
        if "setrecursionlimit" not in source and _is_recursive(tree):
            lines.insert(0, _RECURSION_LIMIT)
    return _insert_above(source, tree, lines + starter) if lines or starter else source


def _insert_above(source: str, tree: ast.Module, lines: list[str]) -> str:
    """Return `source` with `lines` above it, but below `from __future__ import …`, which must come first."""
    ends = [
        node.end_lineno or 0
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
    ]
    source_lines = source.split("\n")
    at = max(ends, default=0)
    gap = [""] if at < len(source_lines) and source_lines[at].strip() else []
    return "\n".join([*source_lines[:at], *lines, *gap, *source_lines[at:]])


def _imports(names: frozenset[str]) -> Iterator[str]:
    """Yield the statements that bind those of `names` that LeetCode provides."""
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
    imported = import_module(module)
    names = getattr(imported, "__all__", None) or (
        name for name in vars(imported) if not name.startswith("_")
    )
    return frozenset(names)


def _needed(source: str, starter: str, entry_point: str | None) -> Iterator[str]:
    """Yield the statements of `starter` that bind what `source` leaves unbound, in their order."""
    # Starter code often ends with a signature without a body: "def f(n):"
    tree = try_parse(starter) or try_parse(f"{starter.rstrip()}\n    pass\n")
    if tree is None or not starter.strip():
        return
    statements = {
        ast.unparse(node): _bound(node)
        for node in tree.body[:_MAX_STATEMENTS]
        if entry_point not in _bound(node) and not isinstance(node, ast.Expr)
    }
    taken: set[str] = set()
    missing = unbound_names(source)
    while True:  # a helper may need further helpers
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
    names = (
        child for child in ast.walk(node) if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store)
    )
    return frozenset(name.id for name in names)


def _is_recursive(tree: ast.Module) -> bool:
    """Return whether a function may call itself, directly or through others.

    Functions that call no other of the remaining ones are removed, again and again: what remains is a cycle.
    """
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    names = {function.name for function in functions}
    calls = {function.name: _called_names(function) & names for function in functions}
    while leaves := [name for name, called in calls.items() if not called & calls.keys()]:
        for name in leaves:
            del calls[name]
    return bool(calls)


def _called_names(function: ast.AST) -> set[str]:
    callees = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {callee.id if isinstance(callee, ast.Name) else getattr(callee, "attr", "") for callee in callees}
