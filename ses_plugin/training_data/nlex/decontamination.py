"""Decontamination: no row may hold a program of an evaluation set. Programs are compared by normal forms."""

from __future__ import annotations

import ast
import builtins
import hashlib
import io
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from ses_plugin.datasets.instances import load_split
from ses_plugin.datasets.sources import load_sources
from ses_plugin.syntax import parse

NGRAM = 30
"""Tokens in a row that two programs have to share to overlap; comments and layout do not count."""

_SMALLEST = 15
"""Nodes of a function that is worth a comparison: getters are the same everywhere."""

_BUILTINS = frozenset(vars(builtins))
_LAYOUT = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
_DOCUMENTED = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class EvaluationFingerprints:
    """What is known of the programs that models are scored with."""

    programs: frozenset[str]
    functions: frozenset[str]
    ngrams: frozenset[str]

    def overlaps(self, source: str) -> str:
        """Return by what `source` overlaps one of the programs, or "".

        The rules: the same program, or a function of at least 15 nodes that is the same, each without regard
        to names, constants, docstrings and annotations (`program_form`); or NGRAM tokens in a row.
        """
        if program_form(source) in self.programs:
            return "the same program"
        if function_forms(source) & self.functions:
            return "the same function"
        return "the same tokens" if ngrams(source) & self.ngrams else ""


@dataclass(frozen=True, slots=True)
class Decontaminator:
    """The programs that SES itself evaluates with, and those that a user has named."""

    own: EvaluationFingerprints
    named: EvaluationFingerprints

    def overlaps(self, source: str, *, for_training: bool = False) -> str:
        """Return by what `source` overlaps one of the programs, or "".

        One of SES's families that are `for_training` may be like SES's own.
        """
        return ("" if for_training else self.own.overlaps(source)) or self.named.overlaps(source)


def evaluation_fingerprints(texts: Iterable[str]) -> Decontaminator:
    """Return what is to be kept out: `texts`, and always the programs that SES itself evaluates with.

    A text that is no Python counts for nothing.
    """
    return Decontaminator(_own(), _known(texts))


@cache
def _own() -> EvaluationFingerprints:
    """Return our own: the test split, and all programs of the families of it and of the problems."""
    families = [p.source for s in load_sources() if s.split != "fewshot" for p in s.programs.values()]
    return _known([*(instance.code for instance in load_split("test")), *families])


def _known(texts: Iterable[str]) -> EvaluationFingerprints:
    programs: set[str] = set()
    functions: set[str] = set()
    tokens: set[str] = set()
    for text in dict.fromkeys(texts):
        try:
            programs.add(program_form(text))
            functions |= function_forms(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        tokens |= ngrams(text)
    return EvaluationFingerprints(frozenset(programs), frozenset(functions), frozenset(tokens))


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
