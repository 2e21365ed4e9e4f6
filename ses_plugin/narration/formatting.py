"""Values, printed text and lists in words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence

from ses_plugin.tracing.inside.simple_values import MARK

MOST_CODE = 70
"""The most characters of code that is quoted."""

MOST_VALUE = 90
"""The most characters of a value; of a longer one the beginning and the end are told."""

_CLEAR = re.compile(r"""[-+\w.]+|[bB]?'.*'|[bB]?".*"|(?:[A-Za-z_][\w.]*)?[(\[{].*[)\]}]|<.*>""", re.DOTALL)
"""A number, a name, a text, or what stands in brackets."""


def capitalize(text: str) -> str:
    """Return `text` as a sentence begins; what begins with a bytes literal stays as it is."""
    return text if text[1:2] in ("'", '"') else text[:1].upper() + text[1:]


def format_code(node: ast.AST | str) -> str:
    """Return code between backticks, or "" if it is too long to be quoted, or has backticks in it."""
    text = node if isinstance(node, str) else ast.unparse(node)
    if isinstance(node, ast.Tuple) and node.elts:
        text = text[1:-1]
    return f"`{text}`" if len(text) <= MOST_CODE and "\n" not in text and "`" not in text else ""


def format_value(text: str) -> str:
    """Return the text of a value; of a long one the beginning and the end.

    It stands between backticks if one could not tell otherwise where it ends.
    """
    short = shorten(text)
    clear = MARK not in short and _CLEAR.fullmatch(short)
    return short if clear or "`" in short else f"`{short}`"


def shorten(text: str) -> str:
    """Return a text, or its beginning and its end if it is long."""
    half = MOST_VALUE // 2
    return text if len(text) <= MOST_VALUE else text[:half] + MARK + text[-half:]


def join_list(parts: Sequence[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def pluralize(number: int, noun: str) -> str:
    """Return "1 line", "2 lines"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def describe_changes(changes: Iterable[tuple[str, str]]) -> str:
    """Return "`x` becomes 3 and `y` becomes 4"."""
    return join_list([f"`{name}` becomes {format_value(text)}" for name, text in changes])


def describe_values(values: Iterable[tuple[str, str]]) -> str:
    """Return "`x` is 3 and `y` is 4"."""
    return join_list([f"`{name}` is {format_value(text)}" for name, text in values])


def describe_printed(text: str) -> str:
    """Return what the printing of `text` is in words: "prints `7`"."""
    if not text.endswith("\n"):
        return f"prints {_quoted(text)}, with no line break after it" if "\n" not in text else _lines(text)
    return _lines(text)


def _lines(text: str) -> str:
    lines = text.removesuffix("\n").split("\n")
    if lines == [""]:
        return "prints an empty line"
    if len(lines) == 1:
        return f"prints {_quoted(lines[0])}"
    if len(lines) <= 4:
        return f"prints {pluralize(len(lines), 'line')}: {join_list([*map(_quoted, lines)])}"
    return f"prints {pluralize(len(lines), 'line')}, from {_quoted(lines[0])} to {_quoted(lines[-1])}"


def _quoted(line: str) -> str:
    text = shorten(line)
    return repr(text) if "`" in text or not text.strip() else f"`{text}`"
