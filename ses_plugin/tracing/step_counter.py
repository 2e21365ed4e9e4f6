"""Count the steps of a run, the same on every Python version.

`sys.settrace` reports other events on other Python versions (comprehensions are inlined since
3.12), so a data set balanced by its counts would differ between them. Here the counters are
written into the program's own syntax tree instead: what is counted is what the source says.
"""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass

from ses_plugin.syntax import parse
from ses_plugin.types.program import ExecutionResult

_MARK = "__ses_steps__"
_PRELUDE = """
def {mark}(kind, value=True, *, counts={{"line": 0, "item": 0, "call": 0}}):
    counts[kind] += 1
    if sum(counts.values()) > {limit}:
        import os
        os._exit(99)
    return value
def __ses_report__(counts={mark}.__kwdefaults__["counts"]):
    import json, sys
    print("\\n{mark}" + json.dumps(counts), file=sys.stderr)
import atexit as __ses_atexit__
__ses_atexit__.register(__ses_report__)
del __ses_atexit__, __ses_report__
"""


@dataclass(frozen=True, slots=True)
class StepCounts:
    """How much happened in a run.

    `lines` counts executed statements, a loop's header again for each iteration; `calls` the calls
    of the program's own functions; `items` the elements that comprehensions went through.
    """

    lines: int
    calls: int
    items: int

    @property
    def events(self) -> int:
        """Events of a line tracer: every line and comprehension item, each call and its return."""
        return self.lines + self.items + 2 * self.calls


def instrument(source: str, limit: int) -> str:
    """Return `source` with counters in it; a run of more than `limit` steps stops itself.

    The counts go to standard error when the run ends; `steps_of` reads them there.
    Raises SyntaxError if `source` is not Python.
    """
    tree = ast.fix_missing_locations(_Counters().visit(parse(source)))
    prelude = parse(_PRELUDE.format(mark=_MARK, limit=limit)).body
    at = sum(_is_future(node) or (i == 0 and _is_text(node)) for i, node in enumerate(tree.body))
    tree.body[at:at] = prelude
    return ast.unparse(tree)


def steps_of(ran: ExecutionResult) -> StepCounts | None:
    """Return the counts of a run of an instrumented program; None if it was stopped."""
    _, mark, text = ran.stderr_tail.rpartition(_MARK)
    if not mark:
        return None
    counts = json.loads(text)
    return StepCounts(lines=counts["line"], calls=counts["call"], items=counts["item"])


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _count(kind: str, value: ast.expr | None = None) -> ast.Call:
    arguments: list[ast.expr] = [ast.Constant(kind)]
    if value is not None:
        arguments.append(value)
    return ast.Call(ast.Name(_MARK, ast.Load()), arguments, [])


class _Counters(ast.NodeTransformer):
    """Puts a counter before every statement, at the top of every loop body, call and item."""

    def _block(self, body: list[ast.stmt], first: str | None = None) -> list[ast.stmt]:
        out: list[ast.stmt] = [ast.Expr(_count(first))] if first else []
        for position, node in enumerate(body):
            stays = _is_future(node) or (position == 0 and _is_text(node))
            new = self.visit(node)
            if stays:  # ahead of any counter
                out.insert(position, new)
            else:
                out += [ast.Expr(_count("line")), new]
        return out

    def generic_visit(self, node: ast.AST) -> ast.AST:
        for name, value in ast.iter_fields(node):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                setattr(node, name, self._block(value, self._first(node, name)))
            elif isinstance(value, list):
                setattr(node, name, [self._child(item) for item in value])
            elif isinstance(value, ast.AST):
                setattr(node, name, self.visit(value))
        return node

    def _child(self, item: object) -> object:
        return self.visit(item) if isinstance(item, ast.AST) else item

    @staticmethod
    def _first(node: ast.AST, name: str) -> str | None:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return "call"
        if isinstance(node, (ast.For, ast.AsyncFor, ast.While)) and name == "body":
            return "line"
        return None

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self.generic_visit(node)
        node.body = _count("call", node.body)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        node.ifs.insert(0, _count("item"))
        return node
