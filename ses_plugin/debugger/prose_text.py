"""The lines of a text in prose, how deep they stand, and the expressions in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ses_plugin.narration.evaluate import Unknown, evaluate, text_of, value_of
from ses_plugin.narration.fact_check import parsed

MOST_LINE = 2_000
"""Of a longer line only the beginning is read."""

_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})")
_LEAD = re.compile(r"(?P<indent>[ \t]*)(?P<mark>(?:[-*•+]|\d{1,4}[.)])[ \t]+|#{1,6}[ \t]+)?")
_BOLD = re.compile(r"(?<![\w)\]])\*\*|\*\*(?![\w(\[-])|__(?=[A-Z])")
_REPLACED = {"×": "*", "÷": "/", "−": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "→": "="}
_LATEX = (("\\times", "*     "), ("\\cdot", "*    "), ("\\%", " %"))
_LATEX_BRACKET = re.compile(r"\\[()\[\]]")
_OPENING, _CLOSING = "([{", ")]}"
_WORD = re.compile(r"[A-Za-z_]\w*")
_OPERATOR_WORDS = frozenset({"True", "False", "None", "and", "or", "not", "in", "if", "else"})
_EQUALS = re.compile(r"[`$]?\s*(?:=>|->|=(?!=))\s*[`$]?")
_MOST_EXPRESSION = 400


@dataclass(frozen=True, slots=True)
class ProseLine:
    """A line of a text: its place, itself with marks of layout blanked, and how deep it stands.

    A line with a bullet stands deeper than one without; a heading less deep.
    """

    start: int
    text: str
    level: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def prose_lines(text: str) -> Iterator[ProseLine]:
    """Yield the lines of a text that are no code in a fence, and not empty; places stay what they are."""
    at, fenced = 0, False
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and line.strip():
            yield ProseLine(start, _clean(line[:MOST_LINE]), _level(line))


def _level(line: str) -> int:
    lead = _LEAD.match(line)
    if lead is None:
        return 0
    mark = (lead["mark"] or "").strip()
    if mark.startswith("#") or (not mark and line.strip().startswith("**")):
        return len(lead["indent"].expandtabs(4)) * 2 - 1
    return len(lead["indent"].expandtabs(4)) * 2 + bool(mark)


def _clean(line: str) -> str:
    for old, new in _LATEX:
        line = line.replace(old, new)
    line = _LATEX_BRACKET.sub("  ", line)
    line = _BOLD.sub("  ", line)
    return "".join(_REPLACED.get(character, character) for character in line)


@dataclass(frozen=True, slots=True)
class ChainPiece:
    """A part of a chain of equations: `3 + 4` of "3 + 4 = 7"."""

    text: str
    start: int
    end: int


def read_chain(text: str, at: int, names: Collection[str]) -> list[ChainPiece]:
    """Return the expressions from a place on that are joined by equals signs; `names` are the program's."""
    out: list[ChainPiece] = []
    while at < len(text):
        while at < len(text) and text[at] in " `$":
            at += 1
        end = _expression_end(text, at, names)
        piece = text[at:end].rstrip(" .,`")
        if not piece:
            break
        out.append(ChainPiece(piece, at, at + len(piece)))
        joint = _EQUALS.match(text, at + len(piece))
        if joint is None or len(out) > 8:
            break
        at = joint.end()
    return out


def _expression_end(text: str, at: int, names: Collection[str]) -> int:
    """Return where an expression ends: at a word of the sentence, or a mark that is not in brackets."""
    depth, begin = 0, at
    while at < min(len(text), begin + _MOST_EXPRESSION):
        character = text[at]
        if character in "'\"":
            closed = _string_end(text, at)
            if not closed:
                return at
            at = closed
            continue
        if character in _OPENING:
            if depth == 0 and character == "(" and at > begin and text[at - 1] == " ":
                return at  # a remark in brackets
            depth += 1
        elif character in _CLOSING:
            depth -= 1
            if depth < 0:
                return at
        elif depth == 0 and _ends(text, at, names):
            return at
        at += 1
    return at


def _string_end(text: str, at: int) -> int:
    mark, place = text[at], at + 1
    while place < min(len(text), at + _MOST_EXPRESSION):
        if text[place] == "\\":
            place += 1
        elif text[place] == mark:
            return place + 1
        place += 1
    return 0


def _ends(text: str, at: int, names: Collection[str]) -> bool:
    character = text[at]
    if character in "`;\n:,?|$":
        return True
    if character == "=":
        return text[at + 1 : at + 2] != "=" and text[at - 1 : at] not in ("=", "!", "<", ">")
    if character == "-" and text[at + 1 : at + 2] == ">":
        return True
    if character == ".":
        return not text[at + 1 : at + 2].strip()
    if character != " ":
        return False
    word = _WORD.match(text, at + 1)
    if word is None:
        return text[at + 1 : at + 2] in ("", "`", "-") and text[at + 1 : at + 3] not in ("- ",)
    return (
        word[0] not in names and word[0] not in _OPERATOR_WORDS and text[word.end() : word.end() + 1] != "("
    )


def is_literal(text: str) -> bool:
    """Return whether a text is a value, and no expression."""
    try:
        value_of(text)
    except Unknown:
        return False
    node = parsed(text)
    return not isinstance(node, (ast.BinOp, ast.Compare, ast.Call, ast.Subscript, ast.BoolOp))


def computed(text: str) -> str | None:
    """Return the value of an expression of constants; None if it has names, or can't be computed.

    >>> computed("3 + 4"), computed("x + 4")
    ('7', None)
    """
    node = parsed(text)
    try:
        return None if node is None else text_of(evaluate(node, {}))
    except Unknown:
        return None


def value_in(node: ast.expr, variables: Mapping[str, str]) -> str | None:
    """Return the value of an expression with some variables; None if it can't be computed."""
    if isinstance(node, ast.Name):
        return variables.get(node.id)
    try:
        return text_of(evaluate(node, variables))
    except Unknown:
        return None
