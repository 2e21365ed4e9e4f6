"""The function that a text asks for: by code that begins it, or by name."""

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
"""What fences call Python."""

_MAX_CHARACTERS = 20_000
_BEGINS = re.compile(r"(?:import \w|from [\w.]+ import |@\w|(?:async )?def \w+ ?\(|class \w+ ?[(:])")
_ASKED = re.compile(
    r"\b(?:write|implement|create|define|complete|design|make|develop|provide)\b[^.\n]{0,60}?\b(?:function|method)\b"
    r"[^.\n]{0,30}?(?:`(?:def )?(?P<quoted>[A-Za-z_]\w*)\b|(?:named|called)[ \"'*]+(?P<named>[A-Za-z_]\w*)"
    r"|\b(?P<call>[A-Za-z_]\w*)\()"
    r"|\b(?:implement|complete|write|define|code|signature)\s+[`*]*(?:def )?(?P<alone>[A-Za-z_]\w*)\("
    r"|\b(?:implement|complete|write|define)\s+[`*]*(?P<bare>[A-Za-z]+(?:_\w+)+|(?-i:[a-z]+[A-Z]\w*))",
    re.IGNORECASE,
)
_NO_COLON = re.compile(r"^[ \t]*def \w+\([^\n]*\)(?:[ \t]*->[^\n:]+)?\s*\Z", re.MULTILINE)
_POINTERS = re.compile(r"\b(?:TreeNode|ListNode|Node)\b")
BODIES = ("", "    pass", "        pass", "\tpass", "\t\tpass")


@dataclass(frozen=True, slots=True)
class Signature:
    """A function to be written.

    `starter` is the code that begins it, a plain function even where the text has a method of `Solution`;
    `shown` is that code as it stands in the text. `literal` tells whether literals are what it takes and
    returns, and not nodes of lists and trees, or nothing at all.
    """

    name: str
    parameters: tuple[str, ...] = ()
    starter: str = ""
    shown: str = ""
    literal: bool = True


def find_signature(parts: list[Piece]) -> Signature | None:
    """Return the last function in the text's code that has no body yet, None if there is none.

    It has parameters: what has none reads standard input.
    """
    found = [one for code in _codes(parts) if (one := _unwritten(code))]
    return found[-1] if found else None


def requested_function(text: str) -> str | None:
    """Return the name of the function that `text` asks for in words."""
    match = _ASKED.search(text[:_MAX_CHARACTERS]) or _ASKED.search(text[_MAX_CHARACTERS:][-_MAX_CHARACTERS:])
    return next(filter(None, match.groups()), None) if match else None


def only_function(parts: list[Piece]) -> str | None:
    """Return the name of the function in the text's code, None if there is none or more than one."""
    trees = (try_parse_short(textwrap.dedent(code)) for code in _codes(parts) if len(code) <= _MAX_CHARACTERS)
    names = [node.name for tree in trees if tree for node in tree.body if isinstance(node, ast.FunctionDef)]
    return names[0] if len(names) == 1 else None


def _codes(parts: list[Piece]) -> Iterator[str]:
    """Yield blocks of Python, and runs of lines that begin like Python and go on indented."""
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
    """Return the last function of `code` without a body, a method of `Solution` included."""
    code = textwrap.dedent(code)
    if len(code) > _MAX_CHARACTERS:
        return None
    if _NO_COLON.search(code):
        code = f"{code.rstrip()}:"
    tree = next((tree for body in BODIES if (tree := try_parse_short(f"{code.rstrip()}\n{body}\n"))), None)
    found: Signature | None = None
    for node in tree.body if tree else ():
        if isinstance(node, ast.FunctionDef) and not has_body(node):
            shown = "\n".join(code.split("\n")[: node.end_lineno])
            found = _of(node, shown, shown, method=False) or found
        elif isinstance(node, ast.ClassDef) and node.name == "Solution":
            methods = [one for one in node.body if isinstance(one, ast.FunctionDef) and not has_body(one)]
            for method in methods[:1]:
                found = _of(method, _plain(method), code, method=True) or found
    return found


def _of(node: ast.FunctionDef, starter: str, shown: str, *, method: bool) -> Signature | None:
    arguments = [*node.args.posonlyargs, *node.args.args][1 if method else 0 :]
    if not arguments:
        return None
    annotated = ast.unparse(ast.Tuple([one.annotation for one in arguments if one.annotation], ast.Load()))
    returned = ast.unparse(node.returns) if node.returns else ""
    plain = returned != "None" and not _POINTERS.search(f"{annotated} {returned}")
    return Signature(node.name, tuple(one.arg for one in arguments), starter, shown, plain)


def has_body(node: ast.FunctionDef) -> bool:
    """Return whether the body does anything."""
    return not all(
        isinstance(line, ast.Pass | ast.Import | ast.ImportFrom)
        or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
        or (isinstance(line, ast.Raise) and "NotImplemented" in ast.unparse(line))
        for line in node.body
    )


def _plain(method: ast.FunctionDef) -> str:
    """Return the function that a method would be: a solution is called by its name alone."""
    arguments = copy.copy(method.args)
    arguments.args = arguments.args[1:]
    body: list[ast.stmt] = [ast.Expr(ast.Constant(...))]
    function = ast.FunctionDef(method.name, arguments, body, [], method.returns, lineno=1)
    return ast.unparse(function).replace("\n    ...", "\n    ")
