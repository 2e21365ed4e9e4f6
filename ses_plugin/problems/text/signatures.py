"""Find the function that a text asks for: by code that begins it, or by name."""

from __future__ import annotations

import ast
import copy
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from ses_plugin.problems.formats.examples import try_parse_short
from ses_plugin.problems.text.markup import CodeBlock, Piece

PYTHON = ("", "python", "python3", "py", "pycon")
"""The labels of fences for Python."""

_MAX_CHARACTERS = 20_000  # of code that is parsed, and of the text at each end that is searched
# The first line of code without a fence: "import re", "from re import", "@cache", "def f(", "class A:"
_BEGINS = re.compile(r"(?:import \w|from [\w.]+ import |@\w|(?:async )?def \w+ ?\(|class \w+ ?[(:])")
_REQUESTED = re.compile(
    r"\b(?:write|implement|create|define|complete|design|make|develop|provide)\b[^.\n]{0,60}?\b(?:function|method)\b"
    r"[^.\n]{0,30}?(?:`(?:def )?(?P<quoted>[A-Za-z_]\w*)\b"  # Write a function `double` that
    r"|(?:named|called)[ \"'*]+(?P<named>[A-Za-z_]\w*)"  # Create a function called "double"
    r"|\b(?P<call>[A-Za-z_]\w*)\()"  # Write a Python function double(n)
    # Implement double(n); Complete `def double(n)`
    r"|\b(?:implement|complete|write|define|code|signature)\s+[`*]*(?:def )?(?P<alone>[A-Za-z_]\w*)\("
    # Implement double_it; Write doubleIt
    r"|\b(?:implement|complete|write|define)\s+[`*]*(?P<bare>[A-Za-z]+(?:_\w+)+|(?-i:[a-z]+[A-Z]\w*))",
    re.IGNORECASE,
)
# "def f(n) -> int" at the end of the code, without the colon
_NO_COLON = re.compile(r"^[ \t]*def \w+\([^\n]*\)(?:[ \t]*->[^\n:]+)?\s*\Z", re.MULTILINE)
_NODE_TYPES = re.compile(r"\b(?:TreeNode|ListNode|Node)\b")
BODIES = ("", "    pass", "        pass", "\tpass", "\t\tpass")
"""Lines that complete begun code: a function or a method, indented with blanks or tabs."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A function to be written.

    Attributes:
        name: its name.
        parameters: their names.
        starter: the code that begins it: a plain function, also where the text has a method of `Solution`.
        original: that code as it is in the text.
        literal: whether it takes and returns values with literals: not nodes of lists or trees, not None.
    """

    name: str
    parameters: tuple[str, ...] = ()
    starter: str = ""
    original: str = ""
    literal: bool = True


def find_signature(parts: list[Piece]) -> Signature | None:
    """Return the last function in the text's code that has no body yet, None if there is none.

    Only one with parameters: a `main()` reads standard input.
    """
    signatures = [signature for code in _codes(parts) if (signature := _unwritten(code))]
    return signatures[-1] if signatures else None


def requested_function(text: str) -> str | None:
    """Return the name of the function that `text` asks for in words.

    >>> requested_function("Write a function called double that doubles n.")
    'double'
    """
    match = _REQUESTED.search(text[:_MAX_CHARACTERS]) or _REQUESTED.search(
        text[_MAX_CHARACTERS:][-_MAX_CHARACTERS:]
    )
    return next(filter(None, match.groups()), None) if match else None


def only_function(parts: list[Piece]) -> str | None:
    """Return the name of the function in the text's code, None if there is none or more than one."""
    trees = (try_parse_short(textwrap.dedent(code)) for code in _codes(parts) if len(code) <= _MAX_CHARACTERS)
    names = [node.name for tree in trees if tree for node in tree.body if isinstance(node, ast.FunctionDef)]
    return names[0] if len(names) == 1 else None


def _codes(parts: list[Piece]) -> Iterator[str]:
    """Yield blocks of Python, and runs of lines that begin like Python and continue indented."""
    lines: list[str] = []
    for piece in parts:
        if isinstance(piece, CodeBlock):
            yield from _run(lines)
            lines = []
            if piece.language in PYTHON:
                yield piece.text
        elif _BEGINS.match(piece.text) or (lines and (not piece.text.strip() or piece.text[0] in " \t)")):
            lines.append(piece.text)
        else:
            yield from _run(lines)
            lines = []
    yield from _run(lines)


def _run(lines: list[str]) -> Iterator[str]:
    if lines:
        yield "\n".join(lines).rstrip()


def _unwritten(code: str) -> Signature | None:
    """Return the last function of `code` without a body, methods of `Solution` included."""
    code = textwrap.dedent(code)
    if len(code) > _MAX_CHARACTERS:
        return None
    if _NO_COLON.search(code):
        code = f"{code.rstrip()}:"
    tree = next((tree for body in BODIES if (tree := try_parse_short(f"{code.rstrip()}\n{body}\n"))), None)
    signature: Signature | None = None
    for node in tree.body if tree else ():
        if isinstance(node, ast.FunctionDef) and not has_body(node):
            original = "\n".join(code.split("\n")[: node.end_lineno])
            signature = _build_signature(node, original, original, method=False) or signature
        elif isinstance(node, ast.ClassDef) and node.name == "Solution":
            methods = [
                child for child in node.body if isinstance(child, ast.FunctionDef) and not has_body(child)
            ]
            for method in methods[:1]:
                signature = _build_signature(method, _as_function(method), code, method=True) or signature
    return signature


def _build_signature(node: ast.FunctionDef, starter: str, original: str, *, method: bool) -> Signature | None:
    arguments = [*node.args.posonlyargs, *node.args.args][1 if method else 0 :]  # without `self`
    if not arguments:
        return None
    annotations = ast.unparse(
        ast.Tuple([argument.annotation for argument in arguments if argument.annotation], ast.Load())
    )
    returned = ast.unparse(node.returns) if node.returns else ""
    literal = returned != "None" and not _NODE_TYPES.search(f"{annotations} {returned}")
    return Signature(node.name, tuple(argument.arg for argument in arguments), starter, original, literal)


def has_body(node: ast.FunctionDef) -> bool:
    """Return whether a function's body does anything: more than a docstring, `...`, `pass` and imports."""
    return not all(
        isinstance(statement, ast.Pass | ast.Import | ast.ImportFrom)
        or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        or (isinstance(statement, ast.Raise) and "NotImplemented" in ast.unparse(statement))
        for statement in node.body
    )


def _as_function(method: ast.FunctionDef) -> str:
    """Return a method's signature as that of a function: a judge calls the solution by its name only."""
    arguments = copy.copy(method.args)
    arguments.args = arguments.args[1:]
    body: list[ast.stmt] = [ast.Expr(ast.Constant(...))]
    function = ast.FunctionDef(method.name, arguments, body, [], method.returns, lineno=1)
    return ast.unparse(function).replace("\n    ...", "\n    ")
