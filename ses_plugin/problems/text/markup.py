"""A text as lines of prose and blocks of code, whatever the markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"[ \t>]*(```+|~~~+)[ \t]*([\w+#-]*)[ \t]*$")
_PRE = re.compile(r"<pre\b[^<>]*>|</pre>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6]|tr)>", re.IGNORECASE)
_CELL = re.compile(r"</t[hd]>[ \t]*<t[hd]\b[^<>\n]*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|div|span|b|strong|i|em|code|tt|ul|ol|li|h[1-6]|sup|sub|pre|font|section|var|hr|table|thead|tbody|tr"
    r"|th|td)\b[^<>\n]*>",
    re.IGNORECASE,
)
_PAGE = re.compile(r"<(?:html|body|!doctype)\b", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style)\b[^<>]{0,500}>[^<]{0,20000}</\1>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,5000}>")
"""In the source of a whole page; elsewhere a sign of comparison may look like one."""

_NBSP = re.compile(r"&(?:nbsp|#160|#xa0);", re.IGNORECASE)
_BLANKS = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f", " "),
        **dict.fromkeys("\u200b\u2060\ufeff"),
    }
)
"""Blanks that pages have in the place of a plain one, and signs that nobody sees."""

_QUOTE = re.compile(r"(?m)^[ \t]*>[ \t]?(?!>>)")


_NAMED = re.compile(r"(</?(?:expected_?)?(?:input|output)>)", re.IGNORECASE)
"""Tags that say what stands between them, as in prompts."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line outside any block."""

    text: str


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """What stands between two fences; `language` is the word after the first."""

    text: str
    language: str = ""


Piece = TextLine | CodeBlock


def split_markup(text: str) -> list[Piece]:
    """Return `text` in order. HTML tags and quotation marks before lines are gone; `<pre>` is a block."""
    return list(_pieces(_without_markup(text).split("\n")))


def _pieces(lines: list[str]) -> Iterator[Piece]:
    """Yield the pieces. A fence with a word opens a block even where another was never closed."""
    opened: list[str] | None = None  # the fence's line and what came after it
    mark = language = ""
    for line in lines:
        fence = _FENCE.match(line)
        if opened is not None and fence and fence[1].startswith(mark) and not fence[2]:
            yield CodeBlock("\n".join(opened[1:]), language)
            opened = None
        elif fence and (opened is None or fence[2]):
            yield from map(TextLine, opened or ())
            opened, mark, language = [line], fence[1], fence[2].lower()
        elif opened is not None:
            opened.append(line)
        else:
            yield TextLine(line)
    yield from map(TextLine, opened or ())


def _without_markup(text: str) -> str:
    text = _NBSP.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_BLANKS)
    if "<" in text:
        source = _PRE.search(text) is not None  # entities are in all of it, also in lines without a tag
        if "<input>" in text and "</output>" in text:
            text = _with_headings(text)
        text = _PRE.sub("\n```\n", text)
        if _PAGE.search(text):
            text = html.unescape(_ANY_TAG.sub("", _UNSEEN.sub("", text)))
        text = "\n".join(_without_tags(line) for line in text.split("\n"))
        text = (html.unescape(text) if source else text).translate(_BLANKS)
    written = [line for line in text.split("\n") if line.strip()]
    quoted = bool(written) and all(line.lstrip().startswith(">") for line in written)
    return _QUOTE.sub("", text) if quoted else text


def _with_headings(text: str) -> str:
    """Return `text` with what stands in tags for inputs and outputs below headings, as blocks."""
    parts = _NAMED.split(text)  # what is between tags, and tags, in turn
    for place in range(1, len(parts) - 2, 2):
        opens, closes = parts[place].lower(), parts[place + 2].lower()
        if not opens.startswith("</") and closes == f"</{opens[1:]}":
            parts[place] = f"\nSample {opens[1:-1].replace('_', ' ')}\n```\n"
            parts[place + 1] = parts[place + 1].strip("\n")
            parts[place + 2] = "\n```\n"
    return "".join(parts)


def _without_tags(line: str) -> str:
    """Return `line` without HTML; a line break in a row of a table is a matter of the table."""
    if line.lstrip().startswith("|"):
        return line
    plain = _TAG.sub("", _BREAK.sub("\n", _CELL.sub("\t", line)))
    return plain if plain == line else html.unescape(plain)
