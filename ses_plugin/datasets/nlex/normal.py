"""When programs count as the same: by their trees without names, constants, docstrings and annotations."""

from __future__ import annotations

import ast
import builtins
import hashlib
import io
import tokenize
from collections.abc import Iterator

from ses_plugin.syntax import parse

NGRAM = 30
"""Tokens in a row that two programs have to share to overlap; comments and layout do not count."""

_SMALLEST = 15
"""Nodes of a function that is worth a comparison: getters are the same everywhere."""

_BUILTINS = frozenset(vars(builtins))
_LAYOUT = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
_DOCUMENTED = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def program_form(source: str) -> str:
    """Return a digest that is the same for near-equal programs. Raises what `parse` raises."""
    return _digest(parse(source))


def function_forms(source: str) -> frozenset[str]:
    """Return such a digest of each function in `source`, methods too, but for the smallest."""
    return frozenset(
        _digest(node)
        for node in ast.walk(parse(source))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and sum(1 for _ in ast.walk(node)) >= _SMALLEST
    )


def ngrams(source: str) -> frozenset[str]:
    """Return the runs of NGRAM tokens in `source`, each as one text; none of what is no Python."""
    try:
        tokens = [token.string for token in _tokens(source)]
    except (tokenize.TokenError, SyntaxError):
        return frozenset()
    return frozenset("\0".join(tokens[at : at + NGRAM]) for at in range(len(tokens) - NGRAM + 1))


def _tokens(source: str) -> Iterator[tokenize.TokenInfo]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in _LAYOUT:
            yield token


def _digest(node: ast.AST) -> str:
    text = "".join(_text(node, {}))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _text(node: object, names: dict[str, str]) -> Iterator[str]:
    """Yield the tree as text; `names` numbers the program's own names as they come."""
    if isinstance(node, list):
        yield "["
        for item in node:
            yield from _text(item, names)
        yield "]"
    elif isinstance(node, ast.Constant):
        yield type(node.value).__name__
    elif isinstance(node, ast.AST):
        yield f"({type(node).__name__}"
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "type_comment", "ctx", "kind", "type_params"):
                continue
            if field in ("id", "name", "arg") and isinstance(value, str) and value not in _BUILTINS:
                yield names.setdefault(value, f"v{len(names)}")
            else:
                yield from _text(_without_docstring(node) if field == "body" else value, names)
        yield ")"
    else:
        yield str(node)


def _without_docstring(node: ast.AST) -> object:
    body = getattr(node, "body", None)
    documented = isinstance(node, _DOCUMENTED) and len(node.body) > 1 and ast.get_docstring(node, clean=False)
    return body[1:] if documented and isinstance(body, list) else body
