"""Find a function's examples: calls and their values in code, in prose, in tables and in comments."""

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
_CALL_EXAMPLE = re.compile(r"[A-Za-z_]\w*\(.*\)")  # f(1)
_MAX_CALL_LINES = 1000  # lines with a bracket or a table's rule that are read

_BARE_CALL = re.compile(r"\s*(?:print\()?[A-Za-z_]\w*\(.*\)\s*")  # "f(1)", "print(f(1))"
# The header of a table's last column: "Expected output", "Returns", "Result"
_RESULT = re.compile(
    r"(?:expected |return(?:ed)? )?(?:results?|outputs?|returns?|values?|answers?|expected)", re.IGNORECASE
)
_COMMENTED = re.compile(
    r"\s*(?P<print>print\()?(?P<call>[A-Za-z_]\w*\([^#\n]*\))\s*#\s*"  # f(1)  #, print(f(1)  #
    r"(?:(?:should |expected )?(?:output|returns?|prints?|print|be|expected)?:? ?|=>|->|→)\s*"  # should be:
    r"(?P<value>\S[^\n]*)"  # [2]
)
_NUMBER_LIKE = re.compile(r"[-+.\de]+")

UNNAMED = "solve"
"""The name given to a function that has none in the text, while its arguments have names there."""

_MAX_CHARACTERS = 1000
_MAX_LINES, _MAX_ASSERTS = 20, 200  # of one assert; of the text

# "assert f(1) == 2", "- `assert f(1) == 2`", "Tests: assert f(1) == 2,", "self.assertEqual(f(1), 2)"
_ASSERT = re.compile(
    r"(?:[-*•]|\d+[.)]|#)?\s*(?:[Tt]ests?:\s*)?(`?)((?:self\.)?assert(?:[ (]|[A-Z]).*?)\1[,;]?"
)
_PROMPT = re.compile(r"\s*>>>\s*(?:print\()?([A-Za-z_]\w*)\(")  # ">>> f(", ">>> print(f("
_CALL_IN_PROSE = re.compile(rf"(?<![\w.])([A-Za-z_]\w*)\([^\n]{{0,300}}?\)`?\s*{SIGNS}")  # "f(1) returns"
_MAX_PROSE_LINES = 200  # in which calls are searched only by their form

# Functions that asserts and examples call beside the one that they test.
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
_RETURNS = re.compile(r"\breturn|->\s*(?!None\b)\w", re.IGNORECASE)  # "Return the sum", "-> int"
_CANDIDATE = "candidate"  # the name of the function in HumanEval's checks

_NAMED = re.compile(r"\s*[A-Za-z_]\w*\s*=[^=]")  # "nums = [2, 7]"
_JSON = {"true": True, "false": False, "null": None}
_CALL = "f({})"


def arrow_examples(lines: Iterable[str], name: str | None, parameters: Sequence[str]) -> Iterator[str]:
    """Yield `lines`; a line with a call and its value becomes `f(1) -> 2`.

    Such a line is a row of a table, `| f(1) | 2 |`, or `| 1 | 2 |` below the names of the parameters and the
    result of the function `name`; or has a comment, `f(1)  # 2`, `print(f(1))  # [2]`. A number that is
    printed is left out: the function may return it or a string.
    """
    remaining = _MAX_CALL_LINES
    arity = 0  # the number of arguments in the rows of the current table
    for line in _join_call_lines(lines):
        if not remaining or ("|" not in line and "(" not in line):
            arity = 0
            yield line
            continue
        cells = _cells(line)
        call = next((place for place, cell in enumerate(cells[:-1]) if _CALL_EXAMPLE.fullmatch(cell)), None)
        remaining -= 1
        if not cells:
            arity = 0
            yield _from_comment(line)
        elif call is not None:
            yield f"{cells[call]} -> {cells[call + 1]}"
        elif name and _is_header(cells, parameters):
            arity = len(cells) - 1
        elif arity and len(cells) > arity:
            yield f"{name}({', '.join(cells[:arity])}) -> {cells[arity]}"
        else:
            yield line


def _join_call_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield `lines`; a call and the comment on the line below it become one line."""
    call: str | None = None
    for line in lines:
        if call is not None and line.lstrip().startswith("#"):
            yield f"{call}  {line.strip()}"
            call = None
            continue
        if call is not None:
            yield call
        call = line if line.rstrip().endswith(")") and _BARE_CALL.fullmatch(line) else None
        if call is None:
            yield line
    if call is not None:
        yield call


def _cells(line: str) -> list[str]:
    line = line.strip()
    return [cell.strip("` ") for cell in line.strip("|").split("|")] if line.startswith("|") else []


def _is_header(cells: Sequence[str], parameters: Sequence[str]) -> bool:
    """Return whether a row names the parameters and the result; if they are unknown, any one name will do."""
    names_parameters = (
        tuple(cells[:-1]) == tuple(parameters)
        if parameters
        else len(cells) == 2 and bool(_NAME.fullmatch(cells[0]))
    )
    return names_parameters and bool(_RESULT.fullmatch(cells[-1]))


def _from_comment(line: str) -> str:
    match = _COMMENTED.fullmatch(line)
    if match is None:
        return line
    call, value = match["call"], match["value"].strip()
    if match["print"]:
        if not call.endswith("))") or _NUMBER_LIKE.fullmatch(value):
            return line
        call = call[:-1]  # the bracket of `print`
    return f"{call} -> {value}"


@dataclass(frozen=True, slots=True)
class CallExamples:
    """A function's name, and its tests."""

    name: str
    tests: tuple[Test, ...]


def prints(text: str) -> bool:
    """Return whether the function that `text` asks for prints its result instead of returning it."""
    return bool(_PRINTS.search(text)) and not _RETURNS.search(text)


def asserts(parts: Sequence[Piece]) -> bool:
    """Return whether there is an assert in `parts`."""
    return next(_asserts(parts), None) is not None


def calls_in_code(
    parts: Sequence[Piece], signature: Signature | None, requested: str | None
) -> CallExamples | None:
    """Return the tests in asserts and doctests.

    The function is the one of `signature`. Without one: the function called last that has tests, else the
    one that the text requests by name.
    """
    asserts = simplify_asserts(_asserts(parts))
    others = (line for line in _lines(parts) if not _ASSERT.fullmatch(line.strip()))
    lines = list(
        arrow_examples(others, *((signature.name, signature.parameters) if signature else (requested, ())))
    )
    names = [signature.name] if signature else []
    if signature is None:
        names += [
            name for tree in reversed(asserts) for name in called(tree) if name not in _NOT_THE_FUNCTION
        ]
        names += [match[1] for line in reversed(lines) if (match := _PROMPT.match(line))]
        names += [requested] if requested else []
    context = "\n".join([*lines, signature.starter if signature else ""])
    for name in dict.fromkeys(names):
        aliases = {name, _CANDIDATE}
        tests = from_asserts(normalize_asserts(asserts, aliases, context), aliases).tests + from_docstring(
            _without_backticks(lines), name
        )
        if tests:
            return CallExamples(name, tuple(dict.fromkeys(tests)))
    return None


def calls_in_prose(parts: Sequence[Piece], requested: str | None, *, begun: bool) -> CallExamples | None:
    """Return the tests written like `f(1) returns 2`, of the function `requested` or of the one called last.

    Only of `requested` if the text has begun it.
    """
    others = (line for line in _lines(parts) if "assert" not in line)
    lines = list(arrow_examples(others, requested, ()))
    names = [requested] if requested else []
    calls = [
        match
        for line in lines[-_MAX_PROSE_LINES:]
        if (match := _CALL_IN_PROSE.search(line[:_MAX_CHARACTERS]))
    ]
    names += [] if begun else [match[1] for match in reversed(calls)]
    for name in dict.fromkeys(names):
        if name not in _NOT_THE_FUNCTION and (tests := from_docstring(_without_backticks(lines), name)):
            return CallExamples(name, tests)
    return None


def calls_by_name(
    examples: Sequence[IOExample], signature: Signature | None, requested: str | None
) -> CallExamples | None:
    """Return the examples whose input is arguments: `nums = [2, 7], target = 9`, with the value as output.

    Values without names, `[2, 7], 9`, count only for a function that the text begins or requests.
    """
    name = signature.name if signature else requested or UNNAMED
    tests = [_test(example, signature, positional=bool(signature or requested)) for example in examples]
    valid = tuple(test for test in tests if test)
    return CallExamples(name, valid) if valid else None


def _test(example: IOExample, signature: Signature | None, *, positional: bool) -> Test | None:
    lines = example.input.split("\n")
    separator = ", " if all(map(_NAMED.match, lines)) else " "
    call, output = expression(_CALL.format(separator.join(lines))), _value(example.output)
    if not isinstance(call, ast.Call) or output is None:
        return None
    names = [keyword.arg for keyword in call.keywords]
    values = [_literal_text(node) for node in (*call.args, *(keyword.value for keyword in call.keywords))]
    texts = [value for value in values if value is not None]
    if not texts or len(texts) < len(values) or None in names or bool(call.args) == bool(names):
        return None
    if names and not (signature and tuple(names) == signature.parameters):
        return Test(", ".join(f"{name}={text}" for name, text in zip(names, texts, strict=True)), output)
    fits = names or (positional and (signature is None or len(texts) == len(signature.parameters)))
    return Test(", ".join(texts), output) if fits else None


def _value(text: str) -> str | None:
    node = expression(" ".join(text.split("\n")))
    return None if node is None else _literal_text(node)


def _literal_text(node: ast.expr) -> str | None:
    """Return the text of a Python literal; JSON's `true`, `false` and `null` are replaced."""
    return literal(_FromJson().visit(node))


class _FromJson(ast.NodeTransformer):
    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(_JSON[node.id]) if node.id in _JSON else node


def _lines(parts: Sequence[Piece]) -> Iterator[str]:
    for piece in parts:
        if not isinstance(piece, CodeBlock) or piece.language in (*PYTHON, "text", "txt", "plaintext"):
            yield from piece.text.split("\n")
            if isinstance(piece, CodeBlock):
                yield ""  # so that the line below a fence isn't read as the value of a call


def _without_backticks(lines: Sequence[str]) -> str:
    return "\n".join(lines).replace("`", "")


def _asserts(parts: Sequence[Piece]) -> Iterator[ast.Module]:
    """Yield the asserts, each parsed with as many lines as it needs."""
    lines = [line.strip() for line in _lines(parts)]
    starts = [(number, match) for number, line in enumerate(lines) if (match := _ASSERT.fullmatch(line))]
    for number, match in starts[:_MAX_ASSERTS]:
        for end in range(number + 1, min(number + _MAX_LINES, len(lines)) + 1):
            tree = try_parse_short("\n".join([match[2], *lines[number + 1 : end]]))
            if tree is not None:
                yield tree
                break
