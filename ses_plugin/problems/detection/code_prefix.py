"""Code that a prompt has begun, as in HumanEval, and the continuation of it that gives a program."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from ses_plugin.problems.formats.examples import try_parse_short
from ses_plugin.problems.text.signatures import BODIES, has_body

_MAX_CHARACTERS = 20_000
"""In more code no beginning is looked for."""

_TRIES = 10
_BEGIN = "[BEGIN]"
_FENCE = re.compile(r"^[ \t]*(```+|~~~+)[ \t]*([\w+#-]*)[ \t]*\n?", re.MULTILINE)
_STARTS = re.compile(r"^(?:import \w|from [\w.]+ import |@\w|(?:async )?def \w+ ?\()", re.MULTILINE)
_REASONING = re.compile(r"\s*<think>.*?</think>\s*", re.DOTALL)
_INDENT = 4


@dataclass(frozen=True, slots=True)
class CodePrefix:
    """Code that the answer continues, and where in the text it begins.

    It may be empty: then the answer is bare code, as behind a fence that was opened.
    """

    code: str
    start: int


def prefix_in_answer(text: str) -> CodePrefix | None:
    """Return the code at the end of an answer that was begun, None if the answer has none yet."""
    reasoning = _REASONING.match(text)
    start = reasoning.end() if reasoning else 0
    if fenced := _in_fence(text):
        return fenced
    if not text[start:].strip() or _tree(text[start:]) is None:
        return None
    return CodePrefix(text[start:], start)


def prefix_in_context(text: str) -> CodePrefix | None:
    """Return the code at the end of a text that a model continues, with nothing said about who speaks."""
    return _in_fence(text) or prefix_in_request(text) or _at_the_end(text)


def prefix_in_request(text: str) -> CodePrefix | None:
    """Return the code that a user's message is, as a whole, or what is behind its `[BEGIN]`."""
    if text.rstrip().endswith(_BEGIN):
        return CodePrefix("", len(text))
    start = len(text) - len(text.lstrip("\n"))
    return CodePrefix(text[start:], start) if _is_begun(text[start:]) else None


def _in_fence(text: str) -> CodePrefix | None:
    """Return what is behind a fence that is not closed."""
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        closes = opened is not None and not fence[2] and fence[1].startswith(opened[1])
        opened = None if closes else fence
    if opened is None or opened[2].lower() not in ("", "python", "python3", "py"):
        return None
    return CodePrefix(text[opened.end() :], opened.end())


def _at_the_end(text: str) -> CodePrefix | None:
    """Return the function that the text ends in, with what is right before it."""
    tail = max(0, len(text) - _MAX_CHARACTERS)
    starts = [match.start() for match in _STARTS.finditer(text, tail)]
    for start in starts[-_TRIES:]:
        if _is_begun(text[start:]):
            return CodePrefix(text[start:], start)
    return None


def _is_begun(code: str) -> bool:
    """Return whether `code` ends in a function without a body, or is nothing but a docstring."""
    tree = _tree(code)
    if tree is None or not tree.body:
        return False
    match tree.body[-1]:
        case ast.FunctionDef() as function:
            return not has_body(function)
        case ast.Expr(value=ast.Constant(value=str())):
            return len(tree.body) == 1
    return False


def _tree(code: str) -> ast.Module | None:
    if len(code) > _MAX_CHARACTERS:
        return None
    return next((tree for body in BODIES if (tree := try_parse_short(f"{code.rstrip()}\n{body}\n"))), None)


def as_completion(begun: str, source: str, entry: str) -> str:
    """Return what behind `begun` defines the function `entry` as `source` does.

    That is the function's body, with all else of `source` at its start: nothing of it begins a line, since
    tasks have answers end where a new definition would begin. Where that would change what the program means,
    or the two differ in the function's arguments, the whole program follows instead.
    """
    if source.startswith(begun):
        return source[len(begun) :]
    body = _body(begun, source, entry)
    if body is not None:
        return body if begun.endswith("\n") else f"\n{body}"
    filler = next((line for line in BODIES if try_parse_short(f"{begun.rstrip()}\n{line}\n")), "")
    return f"\n{filler}\n\n{source}"


def _body(begun: str, source: str, entry: str) -> str | None:
    """Return the indented body, None if there can be none."""
    started, tree = try_parse_short(f"{begun.rstrip()}\n{' ' * _INDENT}pass\n"), try_parse_short(source)
    wanted = _function(started, entry)
    function = _function(tree, entry)
    if tree is None or wanted is None or function is None or _names(wanted) != _names(function):
        return None
    if function.decorator_list or wanted.body[0].col_offset != _INDENT or _depends_on_its_place(tree):
        return None
    others = [node for node in tree.body if node is not function and not _is_text(node)]
    own = function.body[1:] if _is_text(function.body[0]) and len(function.body) > 1 else function.body
    function.body = [*others, *own]
    _, *lines = ast.unparse(function).split("\n")
    return "\n".join(lines) + "\n"


def _function(tree: ast.Module | None, entry: str) -> ast.FunctionDef | None:
    """Return the one function of this name, None if there is none or several."""
    nodes = tree.body if tree else []
    found = [node for node in nodes if isinstance(node, ast.FunctionDef) and node.name == entry]
    return found[0] if len(found) == 1 else None


def _names(function: ast.FunctionDef) -> list[str]:
    """Return the arguments in order, each with its kind."""
    arguments = function.args
    starred = [
        arguments.vararg.arg if arguments.vararg else "",
        arguments.kwarg.arg if arguments.kwarg else "",
    ]
    plain = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    return [*plain, "*", *starred, *(argument.arg for argument in arguments.kwonlyargs)]


def _depends_on_its_place(tree: ast.Module) -> bool:
    """Return whether parts of the module would mean something else inside a function."""
    return any(
        isinstance(node, ast.Global | ast.Nonlocal)
        or (isinstance(node, ast.ImportFrom) and (node.module == "__future__" or node.names[0].name == "*"))
        for node in ast.walk(tree)
    )


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
