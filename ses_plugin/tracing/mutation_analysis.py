"""What a line of a program can change inside of objects, as far as its syntax tells.

After most lines no list or dictionary needs to be looked at: `if a[i] > best:` changes none, and
`counts[word] += 1` none but `counts`, if what is computed with are built-in values. Whether they are is seen
by the recorder, when the line runs; here is found what it has to ask. A line that is not understood has no
entry, and after it everything is looked at.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ses_plugin.syntax import try_parse

NonMutatingLines = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""Names whose values must be built-in, names whose values must be numbers or texts, names of what changes."""

_FUNCTIONS = frozenset(
    "abs all any bin bool chr complex dict divmod enumerate float frozenset hex input int len list max min "
    "oct ord pow print range repr reversed round set sorted str sum tuple zip".split()
)
_KEYWORDS = frozenset({"sep", "end", "reverse", "default", "start", "flush"})
_ASKING = frozenset(
    "bit_count bit_length capitalize casefold center copy count decode difference encode endswith expandtabs "
    "find format get index intersection isalnum isalpha isascii isdecimal isdigit isdisjoint isidentifier "
    "islower isnumeric isprintable isspace issubset issuperset istitle isupper items join keys ljust lower "
    "lstrip partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split "
    "splitlines startswith strip swapcase symmetric_difference title translate union upper values "
    "zfill".split()
)
_CHANGING = frozenset(
    "add append clear difference_update discard extend insert intersection_update pop popitem remove reverse "
    "setdefault sort symmetric_difference_update update".split()
)
_PARTS = (
    ast.BinOp,
    ast.BoolOp,
    ast.Compare,
    ast.Constant,
    ast.Dict,
    ast.FormattedValue,
    ast.IfExp,
    ast.JoinedStr,
    ast.List,
    ast.Set,
    ast.Slice,
    ast.Starred,
    ast.Subscript,
    ast.Tuple,
    ast.UnaryOp,
)


@lru_cache(64)
def non_mutating_lines(source: str) -> dict[int, NonMutatingLines]:
    """Return what the recorder needs to know of each line that is understood; nothing if none can be."""
    tree = try_parse(source)
    if tree is None:
        return {}
    found: dict[int, NonMutatingLines | None] = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            calm = _calm(node)
            for line in _lines(node):
                found[line] = None if line in found else calm  # two on one line: too much to tell apart
    return {line: calm for line, calm in found.items() if calm is not None}


@lru_cache(64)
def statement_columns(source: str) -> dict[int, list[int]]:
    """Return the columns, in bytes, of the statements that begin in a line, of each line where several do."""
    tree = try_parse(source)
    found: dict[int, set[int]] = {}
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.match_case):
            found.setdefault(node.pattern.lineno, set()).add(node.pattern.col_offset)
        elif isinstance(node, (ast.stmt, ast.ExceptHandler)):
            found.setdefault(node.lineno, set()).add(node.col_offset)
    return {line: sorted(columns) for line, columns in found.items() if len(columns) > 1}


def _lines(node: ast.stmt | ast.ExceptHandler | ast.match_case) -> Iterable[int]:
    """Return the lines of a statement, without those of the statements in it."""
    first = node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
    body = getattr(node, "body", None)
    if not body:
        return range(first, (getattr(node, "end_lineno", None) or first) + 1)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node.decorator_list:
        first = node.decorator_list[0].lineno
    return range(first, max(first + 1, body[0].lineno))


def _calm(node: ast.AST) -> NonMutatingLines | None:
    line = _Line()
    return line.calm() if line.statement(node) else None


class _Line:
    """What one statement asks for and changes."""

    def __init__(self) -> None:
        self.builtin: set[str] = set()
        self.plain: set[str] = set()
        self.changed: set[str] = set()

    def calm(self) -> NonMutatingLines:
        return tuple(sorted(self.builtin)), tuple(sorted(self.plain)), tuple(sorted(self.changed))

    def statement(self, node: ast.AST) -> bool:
        """Return whether a statement, without those in it, is understood."""
        match node:
            case ast.Assign(targets=targets, value=value):
                return self.all(map(self.target, targets)) and self.value(value)
            case ast.AnnAssign(target=ast.Name(), value=ast.expr() as value, simple=1):
                return self.value(value)
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                self.plain.add(name)
                return self.value(value)
            case ast.AugAssign(target=ast.Subscript() as target, value=value):
                return self.target(target) and self.value(value)
            case ast.For(target=target, iter=value):
                return self.target(target) and self.value(value)
            case ast.Return(value=None) | ast.Pass() | ast.Break() | ast.Continue() | ast.Try():
                return True
            case ast.While(test=value) | ast.If(test=value) | ast.Expr(value=value) | ast.Return(value=value):
                return value is not None and self.value(value)
        return False

    @staticmethod
    def all(each: Iterable[bool]) -> bool:
        return all(list(each))

    def target(self, node: ast.expr) -> bool:
        match node:
            case ast.Name():
                return True
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                return self.all(map(self.target, parts))
            case ast.Starred(value=ast.Name()):
                return True
            case ast.Subscript():
                return self.changes(node.value) and self.value(node.slice)
        return False

    def changes(self, node: ast.expr) -> bool:
        """Return whether it is known in what an object that is changed lies."""
        match node:
            case ast.Name(id=name):
                self.builtin.add(name)
                self.changed.add(name)
                return True
            case ast.Subscript(value=value, slice=index):
                return self.changes(value) and self.value(index)
            case ast.Call(func=ast.Attribute(value=value, attr="get" | "setdefault"), args=args, keywords=[]):
                return self.changes(value) and self.all(map(self.value, args))
        return False

    def value(self, node: ast.expr) -> bool:
        match node:
            case ast.Name(id=name):
                self.builtin.add(name)
                return True
            case ast.Call():
                return self.call(node)
        if not isinstance(node, _PARTS):
            return False
        return self.all(self.value(part) for part in _children(node))

    def call(self, node: ast.Call) -> bool:
        if not all(word.arg in _KEYWORDS and self.value(word.value) for word in node.keywords):
            return False
        match node:
            case ast.Call(
                func=ast.Name(id="map"), args=[ast.Name(id="int" | "str" | "float" as name), *args]
            ):
                self.builtin |= {"map", name}
            case ast.Call(func=ast.Name(id=name), args=args) if name in _FUNCTIONS:
                self.builtin.add(name)
            case ast.Call(func=ast.Attribute(value=value, attr=name), args=args) if name in _ASKING:
                if not self.value(value):
                    return False
            case ast.Call(func=ast.Attribute(value=value, attr=name), args=args) if name in _CHANGING:
                if not self.changes(value):
                    return False
            case _:
                return False
        return self.all(map(self.value, args))


def _children(node: ast.AST) -> Iterator[ast.expr]:
    return (child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))
