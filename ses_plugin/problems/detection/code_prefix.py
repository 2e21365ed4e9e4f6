"""Find code that a prompt has begun, as in HumanEval, and write a program as the completion of it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from ses_plugin.problems.formats.examples import try_parse_short
from ses_plugin.problems.text.signatures import BODIES, has_body

_MAX_CHARACTERS = 20_000  # of code that is parsed

_MAX_STARTS = 10  # places where the code at the end of a text may start; each is a parse
_BEGIN = "[BEGIN]"  # the mark of MBPP's prompts
_FENCE = re.compile(r"^[ \t]*(```+|~~~+)[ \t]*([\w+#-]*)[ \t]*\n?", re.MULTILINE)
# "import re", "from re import match", "@cache", "def f("
_STARTS = re.compile(r"^(?:import \w|from [\w.]+ import |@\w|(?:async )?def \w+ ?\()", re.MULTILINE)
_REASONING = re.compile(r"\s*<think>.*?</think>\s*", re.DOTALL)
_INDENT = 4


@dataclass(frozen=True, slots=True)
class CodePrefix:
    """Code that the answer continues, and where it begins in the text.

    Empty code: the answer is bare code, as behind an opened fence.
    """

    code: str
    start: int


def prefix_in_answer(text: str) -> CodePrefix | None:
    """Return the code at the end of a begun answer, None if it has none yet."""
    reasoning = _REASONING.match(text)
    start = reasoning.end() if reasoning else 0
    if fenced := _in_open_fence(text):
        return fenced
    if not text[start:].strip() or _tree(text[start:]) is None:
        return None
    return CodePrefix(text[start:], start)


def prefix_in_context(text: str) -> CodePrefix | None:
    """Return the code at the end of a text that a model continues, where the text has no roles."""
    return _in_open_fence(text) or prefix_in_request(text) or _at_the_end(text)


def prefix_in_request(text: str) -> CodePrefix | None:
    """Return a user's message if all of it is begun code, or the empty code behind its `[BEGIN]`."""
    if text.rstrip().endswith(_BEGIN):
        return CodePrefix("", len(text))
    start = len(text) - len(text.lstrip("\n"))
    return CodePrefix(text[start:], start) if _is_begun(text[start:]) else None


def _in_open_fence(text: str) -> CodePrefix | None:
    """Return the text behind a fence that isn't closed."""
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        closes = opened is not None and not fence[2] and fence[1].startswith(opened[1])
        opened = None if closes else fence
    if opened is None or opened[2].lower() not in ("", "python", "python3", "py"):
        return None
    return CodePrefix(text[opened.end() :], opened.end())


def _at_the_end(text: str) -> CodePrefix | None:
    """Return the begun function at the end of the text, with the code right before it."""
    tail = max(0, len(text) - _MAX_CHARACTERS)
    starts = [match.start() for match in _STARTS.finditer(text, tail)]
    for start in starts[-_MAX_STARTS:]:  # the first that can be parsed has the imports above, too
        if _is_begun(text[start:]):
            return CodePrefix(text[start:], start)
    return None


def _is_begun(code: str) -> bool:
    """Return whether `code` ends in a function without a body, or is only a docstring."""
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


def as_completion(prefix: str, source: str, entry_point: str) -> str:
    r"""Rewrite a full program as a completion of the prompt's code, HumanEval style.

    The completion is the function's body, with the rest of `source` (imports, helpers) at its start: nothing
    begins at the margin, since tasks cut an answer where a new definition would begin. Where that would
    change the meaning, or the function's parameters differ, the whole program follows the prefix instead.

    >>> as_completion("def f(n):\n", "import math\ndef f(n):\n    return math.sqrt(n)\n", "f")
    '    import math\n    return math.sqrt(n)\n'
    """
    if source.startswith(prefix):
        return source[len(prefix) :]
    body = _body(prefix, source, entry_point)
    if body is not None:
        return body if prefix.endswith("\n") else f"\n{body}"
    filler = next((line for line in BODIES if try_parse_short(f"{prefix.rstrip()}\n{line}\n")), "")
    return f"\n{filler}\n\n{source}"


def _body(prefix: str, source: str, entry_point: str) -> str | None:
    """Return the indented body, None if the program can't be written as one."""
    prefix_tree, tree = try_parse_short(f"{prefix.rstrip()}\n{' ' * _INDENT}pass\n"), try_parse_short(source)
    begun = _function(prefix_tree, entry_point)
    function = _function(tree, entry_point)
    if tree is None or begun is None or function is None or _names(begun) != _names(function):
        return None
    if function.decorator_list or begun.body[0].col_offset != _INDENT or _depends_on_its_place(tree):
        return None
    others = [node for node in tree.body if node is not function and not _is_text(node)]
    # Without the docstring, which the prefix has already.
    body = function.body[1:] if _is_text(function.body[0]) and len(function.body) > 1 else function.body
    function.body = [*others, *body]
    _, *lines = ast.unparse(function).split("\n")
    return "\n".join(lines) + "\n"


def _function(tree: ast.Module | None, entry_point: str) -> ast.FunctionDef | None:
    """Return the function of this name, None if there is none or more than one."""
    nodes = tree.body if tree else []
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef) and node.name == entry_point]
    return functions[0] if len(functions) == 1 else None


def _names(function: ast.FunctionDef) -> list[str]:
    """Return the names of the parameters in order; the entries after "*" are starred and keyword-only."""
    arguments = function.args
    starred = [
        arguments.vararg.arg if arguments.vararg else "",
        arguments.kwarg.arg if arguments.kwarg else "",
    ]
    plain = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    return [*plain, "*", *starred, *(argument.arg for argument in arguments.kwonlyargs)]


def _depends_on_its_place(tree: ast.Module) -> bool:
    """Return whether parts of the module would mean something else, or nothing, inside a function."""
    return any(
        isinstance(node, ast.Global | ast.Nonlocal)
        or (isinstance(node, ast.ImportFrom) and (node.module == "__future__" or node.names[0].name == "*"))
        for node in ast.walk(tree)
    )


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
