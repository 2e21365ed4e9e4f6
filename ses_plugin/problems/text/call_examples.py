"""Tests of functions: calls and their values in code, in prose, in tables and in comments."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ses_plugin.problems.formats.examples import (
    SIGNS,
    called,
    expression,
    from_asserts,
    from_docstring,
    literal,
    try_parse_short,
)
from ses_plugin.problems.text.assert_normalization import normalize_asserts, simplify_asserts
from ses_plugin.problems.text.io_examples import IOExample
from ses_plugin.problems.text.markup import CodeBlock, Piece
from ses_plugin.problems.text.signatures import PYTHON, Signature
from ses_plugin.types.problem import Test

_NAME = re.compile(r"[A-Za-z_]\w*")
_CALL_EXAMPLE = re.compile(r"[A-Za-z_]\w*\(.*\)")
_MOST = 1000
"""The most lines with a bracket or a table's rule that are read."""

_BARE = re.compile(r"\s*(?:print\()?[A-Za-z_]\w*\(.*\)\s*")
_RESULT = re.compile(
    r"(?:expected |return(?:ed)? )?(?:results?|outputs?|returns?|values?|answers?|expected)", re.IGNORECASE
)
_COMMENTED = re.compile(
    r"\s*(?P<print>print\()?(?P<call>[A-Za-z_]\w*\([^#\n]*\))\s*#\s*"
    r"(?:(?:should |expected )?(?:output|returns?|prints?|print|be|expected)?:? ?|=>|->|→)\s*"
    r"(?P<value>\S[^\n]*)"
)
_AMBIGUOUS = re.compile(r"[-+.\de]+")

UNNAMED = "solve"
"""The name of a function whose arguments have names in the text while it has none itself."""

_MAX_CHARACTERS = 1000
_MAX_LINES, _MAX_ASSERTS = 20, 200
"""The most lines of one assert, and the most asserts that are read."""

_ASSERT = re.compile(
    r"(?:[-*•]|\d+[.)]|#)?\s*(?:[Tt]ests?:\s*)?(`?)((?:self\.)?assert(?:[ (]|[A-Z]).*?)\1[,;]?"
)
_PROMPT = re.compile(r"\s*>>>\s*(?:print\()?([A-Za-z_]\w*)\(")
_SHOWN = re.compile(rf"(?<![\w.])([A-Za-z_]\w*)\([^\n]{{0,300}}?\)`?\s*{SIGNS}")
_MAX_SHOWN = 200
"""The most lines in which calls are searched by their form only."""

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


def arrow_examples(lines: Iterable[str], name: str | None, parameters: Sequence[str]) -> Iterator[str]:
    """Yield `lines`, those with a call and its value as `f(1) -> 2`.

    That is a row of a table, `| f(1) | 2 |`, or `| 1 | 2 |` below the names of the parameters and the result
    of the function `name`; and `f(1)  # 2`, `print(f(1))  # [2]`, but no number that is printed: it may be a
    text.
    """
    left = _MOST
    takes = 0  # how many arguments the rows of the table that we are in have
    for line in _join_call_lines(lines):
        if not left or ("|" not in line and "(" not in line):
            takes = 0
            yield line
            continue
        cells = _cells(line)
        call = next((place for place, cell in enumerate(cells[:-1]) if _CALL_EXAMPLE.fullmatch(cell)), None)
        left -= 1
        if not cells:
            takes = 0
            yield _commented(line)
        elif call is not None:
            yield f"{cells[call]} -> {cells[call + 1]}"
        elif name and _is_header(cells, parameters):
            takes = len(cells) - 1
        elif takes and len(cells) > takes:
            yield f"{name}({', '.join(cells[:takes])}) -> {cells[takes]}"
        else:
            yield line


def _join_call_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield `lines`, a call and the comment below it as one."""
    call: str | None = None
    for line in lines:
        if call is not None and line.lstrip().startswith("#"):
            yield f"{call}  {line.strip()}"
            call = None
            continue
        if call is not None:
            yield call
        call = line if line.rstrip().endswith(")") and _BARE.fullmatch(line) else None
        if call is None:
            yield line
    if call is not None:
        yield call


def _cells(line: str) -> list[str]:
    line = line.strip()
    return [cell.strip("` ") for cell in line.strip("|").split("|")] if line.startswith("|") else []


def _is_header(cells: Sequence[str], parameters: Sequence[str]) -> bool:
    """Return whether a row names the parameters and the result; one name fits a function not yet begun."""
    named = (
        tuple(cells[:-1]) == tuple(parameters)
        if parameters
        else len(cells) == 2 and bool(_NAME.fullmatch(cells[0]))
    )
    return named and bool(_RESULT.fullmatch(cells[-1]))


def _commented(line: str) -> str:
    match = _COMMENTED.fullmatch(line)
    if match is None:
        return line
    call, value = match["call"], match["value"].strip()
    if match["print"]:
        if not call.endswith("))") or _AMBIGUOUS.fullmatch(value):
            return line
        call = call[:-1]
    return f"{call} -> {value}"


@dataclass(frozen=True, slots=True)
class CallExamples:
    """A function's name, and its tests."""

    name: str
    tests: tuple[Test, ...]


def prints(text: str) -> bool:
    """Return whether the function that `text` asks for prints, and does not return, what is shown of it."""
    return bool(_PRINTS.search(text)) and not _RETURNS.search(text)


def asserts(parts: Sequence[Piece]) -> bool:
    """Return whether there is an assert in `parts`."""
    return next(_asserts(parts), None) is not None


def calls_in_code(
    parts: Sequence[Piece], written: Signature | None, asked: str | None
) -> CallExamples | None:
    """Return the tests in asserts and doctests.

    Those of `written` if there is one; else of what is called last, else of `asked` by another name.
    """
    asserts = simplify_asserts(_asserts(parts))
    others = (line for line in _lines(parts) if not _ASSERT.fullmatch(line.strip()))
    lines = list(arrow_examples(others, *((written.name, written.parameters) if written else (asked, ()))))
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
        found = from_asserts(
            normalize_asserts(asserts, names_of_it, told), names_of_it
        ).tests + from_docstring(_joined(lines), name)
        if found:
            return CallExamples(name, tuple(dict.fromkeys(found)))
    return None


def calls_in_prose(parts: Sequence[Piece], asked: str | None, *, begun: bool) -> CallExamples | None:
    """Return the tests written like `f(1) returns 2`, of the function `asked` or of what is called last.

    Only of the first if the text has `begun` it.
    """
    others = (line for line in _lines(parts) if "assert" not in line)
    lines = list(arrow_examples(others, asked, ()))
    names = [asked] if asked else []
    shown = [match for line in lines[-_MAX_SHOWN:] if (match := _SHOWN.search(line[:_MAX_CHARACTERS]))]
    names += [] if begun else [match[1] for match in reversed(shown)]
    for name in dict.fromkeys(names):
        if name not in _NOT_THE_FUNCTION and (found := from_docstring(_joined(lines), name)):
            return CallExamples(name, found)
    return None


def calls_by_name(
    found: Sequence[IOExample], written: Signature | None, asked: str | None
) -> CallExamples | None:
    """Return the examples that are literal arguments: `nums = [2, 7], target = 9` and the value below.

    Plain literals, `[2, 7], 9`, are arguments only of a function that the text begins or asks for.
    """
    name = written.name if written else asked or UNNAMED
    tests = [_test(sample, written, positional=bool(written or asked)) for sample in found]
    read = tuple(test for test in tests if test)
    return CallExamples(name, read) if read else None


def _test(sample: IOExample, written: Signature | None, *, positional: bool) -> Test | None:
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
        if not isinstance(piece, CodeBlock) or piece.language in (*PYTHON, "text", "txt", "plaintext"):
            yield from piece.text.split("\n")
            if isinstance(piece, CodeBlock):
                yield ""  # what is below a fence is no value


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).replace("`", "")


def _asserts(parts: Sequence[Piece]) -> Iterator[ast.Module]:
    lines = [line.strip() for line in _lines(parts)]
    starts = [(number, match) for number, line in enumerate(lines) if (match := _ASSERT.fullmatch(line))]
    for number, match in starts[:_MAX_ASSERTS]:
        for end in range(number + 1, min(number + _MAX_LINES, len(lines)) + 1):
            tree = try_parse_short("\n".join([match[2], *lines[number + 1 : end]]))
            if tree is not None:
                yield tree
                break
