"""Code that stands in no fence: a whole reply, between tags, in JSON, indented, or among prose."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

from ses_plugin.extraction.block_selection import CodePiece, parse_piece
from ses_plugin.extraction.repair import longest_valid_prefix, repair_to_python
from ses_plugin.syntax import is_program

_TAG = re.compile(
    r"<(/?)(?:code|pre|program|python|solution|answer|response|result|final_answer)\b[^<>]{0,100}>",
    re.IGNORECASE,
)
# <|python_tag|>, <|begin_of_solution|>
_SPECIAL = re.compile(r"\A\s*<\|[\w▁]{1,30}\|>\s*")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
# "Answer: def f(n):", the words before code on its line
_WORDS = re.compile(
    r"^\W{0,4}(?:final\s)?(?:answer|solution|code|program)\W{1,5}(?=(?:def|class|import|from)\s|print\()",
    re.IGNORECASE | re.MULTILINE,
)
# What code begins with: "import re", "from re import", "def f(n):", "@cache", "n = 1", "print(n)",
# ">>> f(1)", "for n in ns:", "# words"
_BEGINS = re.compile(
    r"import\s+\w|from\s+[\w.]+\s+import\b|(?:async\s+)?(?:def|class)\s+\w|@\w"
    r"|[\w.,\[\] ]{1,100}[-+*/]{0,2}=(?!=)|[\w.]+\(|>>>|(?:for|while|if|with|try)\b.*:\s*(?:#.*)?$|\#"
)
# What it goes on with at the margin: also "else:", ")", "...", "'''"
_GOES_ON = re.compile(
    rf"{_BEGINS.pattern}|(?:elif|else|except|finally)\b.*:|[)\]}}]|\.\.\.|['\"]|(?:global|del|assert|raise)\b"
)


def text_between_tags(text: str, tag: re.Pattern[str]) -> Iterator[str]:
    """Yield what stands between tags, whose first group is the slash; in one pass, closed or not."""
    start = None
    for found in tag.finditer(text):
        if start is None and not found[1]:
            start = found.end()
        elif start is not None and found[1]:
            yield text[start : found.start()]
            start = None


def whole_text(text: str) -> CodePiece | None:
    """Return a text that is a program as a whole."""
    source = _SPECIAL.sub("", text)
    found = parse_piece(source)
    # Not "x" or "f(1)", which may be prose or an answer; nor with a heading, as "[BEGIN]" or "Python".
    if found is None or found.has_headings or not (found.prints or is_program(source)):
        return None
    return found


def pieces_between_tags(text: str) -> Iterator[CodePiece]:
    """Yield the code in tags: `<code>`, `<answer>`."""
    for body in text_between_tags(text, _TAG):
        inner = _CDATA.sub("", _TAG.sub("", body))
        # `a &lt; b` is Python too, though nobody means it.
        plain = inner if "<" in inner else html.unescape(inner)
        python = repair_to_python(plain)
        if python is not None and (found := parse_piece(python)):
            yield found


def texts_in_json(text: str) -> list[str]:
    """Return the texts in a JSON object that is a reply as a whole."""
    text = text.strip()
    if not (text.startswith("{") and text.endswith("}")):
        return []
    try:
        values = [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return []
    texts = []
    while values:
        value = values.pop()
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, dict | list):
            values += reversed(value.values() if isinstance(value, dict) else value)
    return texts


def pieces_among_prose(text: str) -> Iterator[CodePiece]:
    """Yield the code that stands among prose, at the margin or indented."""
    for region in _regions(_WORDS.sub("\n", text).split("\n")):
        source = repair_to_python(region) or longest_valid_prefix(region)
        found = None if source is None else parse_piece(source)
        if found and (found.own or found.imports or found.reads or found.prints):
            yield found


def _regions(lines: list[str]) -> Iterator[str]:
    """Yield runs of lines that look like code."""
    number = 0
    while number < len(lines):
        line = lines[number]
        indent = len(line) - len(line.lstrip())
        if not _BEGINS.match(line.lstrip()):
            number += 1
            continue
        end = number + 1
        while end < len(lines) and _belongs(lines[end], indent):
            end += 1
        yield "\n".join(lines[number:end])
        number = end


def _belongs(line: str, indent: int) -> bool:
    """Return whether a line goes on with code whose margin is at `indent`."""
    own = len(line) - len(line.lstrip())
    return not line.strip() or own > indent or (own == indent and bool(_GOES_ON.match(line.lstrip())))
