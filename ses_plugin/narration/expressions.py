"""Expressions with values put in: `n * n + 1` as `3 * 3 + 1`."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from ses_plugin.tracing.inside.simple_values import MARK

MOST_PUT = 40
"""The most characters of a value that is put into an expression; for a longer one its code stays."""

_NUMBER = re.compile(r"-?(?:\d+|\d+\.\d+(?:e[-+]?\d+)?)")


class Putting(ast.NodeTransformer):
    """Puts values in the places of names and of parts that have been computed before.

    `values` are those of parts, by the node's number, `names` those of names.
    """

    def __init__(self, values: Mapping[int, str], names: Mapping[str, str]) -> None:
        self.values = values
        self.names = names

    def part(self, node: ast.expr) -> ast.expr:
        """Return a part of an expression: its value, or its code with values in it."""
        text = self.values.get(number_of(node))
        if text is not None and fits(text):
            return value_node(text)
        if isinstance(node, ast.Name):
            text = self.names.get(node.id, "")
            return value_node(text) if text and fits(text) else node
        return node if isinstance(node, (ast.Constant, ast.Lambda)) else self.inside(node)

    def inside(self, node: ast.expr) -> ast.expr:  # noqa: C901 - one case for each kind
        """Return an expression with values in the places of its parts."""
        part = self.part
        match node:
            case ast.BinOp(left=left, op=op, right=right):
                return ast.BinOp(part(left), op, part(right))
            case ast.UnaryOp(op=op, operand=operand):
                return ast.UnaryOp(op, part(operand))
            case ast.Compare(left=left, ops=ops, comparators=others):
                return ast.Compare(part(left), ops, [*map(part, others)])
            case ast.BoolOp(op=op, values=values):
                return ast.BoolOp(op, [*map(part, values)])
            case ast.Call(func=func, args=args, keywords=words):
                given = [ast.keyword(word.arg, part(word.value)) for word in words]
                return ast.Call(self.place(func), [*map(part, args)], given)
            case ast.Subscript() | ast.Attribute():
                return self.place(node)
            case ast.Starred(value=value):
                return ast.Starred(part(value), ast.Load())
            case ast.Tuple(elts=parts):
                return ast.Tuple([*map(part, parts)], ast.Load())
            case ast.List(elts=parts):
                return ast.List([*map(part, parts)], ast.Load())
            case ast.NamedExpr(value=value):
                return part(value)
        return node

    def place(self, node: ast.expr) -> ast.expr:
        """Return an element or attribute with values in its indices: a name stays one."""
        match node:
            case ast.Subscript(value=value, slice=index):
                return ast.Subscript(self.place(value), self.index(index), ast.Load())
            case ast.Attribute(value=value, attr=name):
                return ast.Attribute(self.place(value), name, ast.Load())
            case ast.Name() | ast.Constant():
                return node
        return self.part(node)

    def index(self, node: ast.expr) -> ast.expr:
        """Return an index with values put in."""
        match node:
            case ast.Slice(lower=lower, upper=upper, step=step):
                return ast.Slice(*(end and self.part(end) for end in (lower, upper, step)))
            case ast.Tuple(elts=parts):
                return ast.Tuple([*map(self.index, parts)], ast.Load())
        return self.part(node)


def number_of(node: ast.AST) -> int:
    """Return the number that probes name a node by."""
    return getattr(node, "number", -1)


def value_node(text: str) -> ast.expr:
    """Return a node that is written as the text of a value, in brackets where it has to be: (-4) ** 2."""
    if _NUMBER.fullmatch(text):
        number = ast.Name(text.removeprefix("-"), ast.Load())
        return ast.UnaryOp(ast.USub(), number) if text.startswith("-") else number
    return ast.Name(text, ast.Load())


def fits(text: str) -> bool:
    """Return whether a value is put into an expression: it is short, whole, and no mere name of an object."""
    return len(text) <= MOST_PUT and MARK not in text and not text.startswith("<") and "\n" not in text


def code_of(node: ast.AST) -> str:
    """Return the code of a node in one line."""
    text = ast.unparse(node).split("\n", 1)[0]
    return text[1:-1] if isinstance(node, ast.Tuple) and node.elts else text
