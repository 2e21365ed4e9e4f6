"""Tests of a function: calls with literal arguments, in asserts, in examples, or given by name."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ses_plugin.datasets.problem_sets.examples import (
    SIGNS,
    called,
    expression,
    from_asserts,
    from_docstring,
    literal,
    tree_of,
)
from ses_plugin.datasets.problem_text.exact import exact, plain
from ses_plugin.datasets.problem_text.notations import with_arrows
from ses_plugin.datasets.problem_text.pieces import Block, Piece
from ses_plugin.datasets.problem_text.samples import Sample
from ses_plugin.datasets.problem_text.signatures import PYTHON, Signature
from ses_plugin.problems import Test

UNNAMED = "solve"
"""The name of a function whose arguments have names in the text while it has none itself."""

_MAX_CHARACTERS = 1000
_MAX_LINES, _MAX_ASSERTS = 20, 200
"""An assert goes over no more lines, and no more of them are read."""

_ASSERT = re.compile(
    r"(?:[-*•]|\d+[.)]|#)?\s*(?:[Tt]ests?:\s*)?(`?)((?:self\.)?assert(?:[ (]|[A-Z]).*?)\1[,;]?"
)
_PROMPT = re.compile(r"\s*>>>\s*(?:print\()?([A-Za-z_]\w*)\(")
_SHOWN = re.compile(rf"(?<![\w.])([A-Za-z_]\w*)\([^\n]{{0,300}}?\)`?\s*{SIGNS}")
_MAX_SHOWN = 200
"""In so many lines at most calls are looked for by their form alone."""

_NOT_THE_FUNCTION = frozenset(dir(builtins)) | {
    "isclose",
    "fabs",
    "approx",
    "allclose",
    "candidate",
    "check",
    "Counter",
    "Solution",
}
_PRINTS = re.compile(
    r"\b(?:function|method|procedure)\b[^.\n]{0,80}?"
    r"\b(?:that|which|to|should|must|will) (?:\w+ ){0,2}?prints?\b"  # a function that prints its argument
    r"|(?:\"\"\"|''\')\s*Prints?\b",  # a docstring, "Print the square"
    re.IGNORECASE,
)
_RETURNS = re.compile(r"\breturn|->\s*(?!None\b)\w", re.IGNORECASE)
_CANDIDATE = "candidate"
"""What HumanEval's checks call the function."""

_NAMED = re.compile(r"\s*[A-Za-z_]\w*\s*=[^=]")
_JSON = {"true": True, "false": False, "null": None}
_CALL = "f({})"


@dataclass(frozen=True, slots=True)
class Calls:
    """A function's name, and its tests."""

    name: str
    tests: tuple[Test, ...]


def prints(text: str) -> bool:
    """Return whether the function that `text` asks for prints, and does not return, what is shown of it."""
    return bool(_PRINTS.search(text)) and not _RETURNS.search(text)


def asserts(parts: Sequence[Piece]) -> bool:
    """Return whether there is an assert in `parts`."""
    return next(_asserts(parts), None) is not None


def in_code(parts: Sequence[Piece], written: Signature | None, asked: str | None) -> Calls | None:
    """Return the tests in asserts and doctests.

    Those of `written` if there is one; else of what is called last, else of `asked` by another name.
    """
    asserts = plain(_asserts(parts))
    others = (line for line in _lines(parts) if not _ASSERT.fullmatch(line.strip()))
    lines = list(with_arrows(others, *((written.name, written.parameters) if written else (asked, ()))))
    names = [written.name] if written else []
    if written is None:
        names += [
            name for tree in reversed(asserts) for name in called(tree) if name not in _NOT_THE_FUNCTION
        ]
        names += [match[1] for line in reversed(lines) if (match := _PROMPT.match(line))]
        names += [asked] if asked else []
    told = "\n".join([*lines, written.starter if written else ""])
    for name in dict.fromkeys(names):
        names_of_it = {name, _CANDIDATE}
        found = from_asserts(exact(asserts, names_of_it, told), names_of_it).tests + from_docstring(
            _joined(lines), name
        )
        if found:
            return Calls(name, tuple(dict.fromkeys(found)))
    return None


def in_prose(parts: Sequence[Piece], asked: str | None, *, begun: bool) -> Calls | None:
    """Return the tests written like `f(1) returns 2`, of the function `asked` or of what is called last.

    Only of the first if the text has `begun` it.
    """
    others = (line for line in _lines(parts) if "assert" not in line)
    lines = list(with_arrows(others, asked, ()))
    names = [asked] if asked else []
    shown = [match for line in lines[-_MAX_SHOWN:] if (match := _SHOWN.search(line[:_MAX_CHARACTERS]))]
    names += [] if begun else [match[1] for match in reversed(shown)]
    for name in dict.fromkeys(names):
        if name not in _NOT_THE_FUNCTION and (found := from_docstring(_joined(lines), name)):
            return Calls(name, found)
    return None


def by_name(found: Sequence[Sample], written: Signature | None, asked: str | None) -> Calls | None:
    """Return the samples that are literal arguments: `nums = [2, 7], target = 9` and the value below.

    Plain literals, `[2, 7], 9`, are arguments only of a function that the text begins or asks for.
    """
    name = written.name if written else asked or UNNAMED
    tests = [_test(sample, written, positional=bool(written or asked)) for sample in found]
    read = tuple(test for test in tests if test)
    return Calls(name, read) if read else None


def _test(sample: Sample, written: Signature | None, *, positional: bool) -> Test | None:
    lines = sample.input.split("\n")
    between = ", " if all(map(_NAMED.match, lines)) else " "
    call, right = expression(_CALL.format(between.join(lines))), _value(sample.output)
    if not isinstance(call, ast.Call) or right is None:
        return None
    names = [keyword.arg for keyword in call.keywords]
    values = [_value_of(node) for node in (*call.args, *(keyword.value for keyword in call.keywords))]
    texts = [value for value in values if value is not None]
    if not texts or len(texts) < len(values) or None in names or bool(call.args) == bool(names):
        return None
    if names and not (written and tuple(names) == written.parameters):
        return Test(", ".join(f"{name}={text}" for name, text in zip(names, texts, strict=True)), right)
    fits = names or (positional and (written is None or len(texts) == len(written.parameters)))
    return Test(", ".join(texts), right) if fits else None


def _value(text: str) -> str | None:
    node = expression(" ".join(text.split("\n")))
    return None if node is None else _value_of(node)


def _value_of(node: ast.expr) -> str | None:
    """Return the text of a literal of Python, or of JSON inside one."""
    return literal(_FromJson().visit(node))


class _FromJson(ast.NodeTransformer):
    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(_JSON[node.id]) if node.id in _JSON else node


def _lines(parts: Sequence[Piece]) -> Iterator[str]:
    for piece in parts:
        if not isinstance(piece, Block) or piece.language in (*PYTHON, "text", "txt", "plaintext"):
            yield from piece.text.split("\n")
            if isinstance(piece, Block):
                yield ""  # what is below a fence is no value


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).replace("`", "")


def _asserts(parts: Sequence[Piece]) -> Iterator[ast.Module]:
    lines = [line.strip() for line in _lines(parts)]
    starts = [(number, match) for number, line in enumerate(lines) if (match := _ASSERT.fullmatch(line))]
    for number, match in starts[:_MAX_ASSERTS]:
        for end in range(number + 1, min(number + _MAX_LINES, len(lines)) + 1):
            tree = tree_of("\n".join([match[2], *lines[number + 1 : end]]))
            if tree is not None:
                yield tree
                break
