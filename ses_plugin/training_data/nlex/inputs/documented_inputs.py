"""Inputs that a module shows: in the examples of its docstrings, and where it calls a function itself."""

from __future__ import annotations

import ast
import doctest
from collections.abc import Iterable, Iterator

from ses_plugin.syntax import parse

_PARSER = doctest.DocTestParser()


def doctest_calls(docstrings: Iterable[str], name: str) -> Iterator[str]:
    """Yield the arguments, if they are literals, of each call of `name` in doctest examples."""
    for text in docstrings:
        try:
            examples = _PARSER.get_examples(text)
        except ValueError:  # an example that doctest itself refuses
            continue
        for example in examples:
            try:
                tree = parse(example.source)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            yield from calls_in(tree, name)


def calls_in(tree: ast.AST, name: str) -> Iterator[str]:
    """Yield the arguments, if they are literals, of each call of `name` in `tree`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)) if called == name:
                if (text := literal_arguments(node)) is not None:
                    yield text


def literal_arguments(node: ast.Call) -> str | None:
    """Return what stands between the parentheses of a call, if it is literals; None if not, or nothing."""
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    if not values or not all(k.arg for k in node.keywords) or not all(map(_is_literal, values)):
        return None
    return ast.unparse(ast.Call(ast.Name("f"), node.args, node.keywords))[2:-1]


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return False
    return True
