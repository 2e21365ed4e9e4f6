"""Split a text into lines and blocks of code, for Markdown and HTML; read tables; tell prose from data.

Tables are inputs and outputs side by side: rows of a table, cells below each other, HackerRank's STDIN table.
Copied text may have lost the borders of cells. Rows that could be read in two ways are left out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ses_plugin.problems.text.headings import Heading

_FENCE = re.compile(r"[ \t>]*(```+|~~~+)[ \t]*([\w+#-]*)[ \t]*$")  # "```", "> ~~~ python"
_PRE = re.compile(r"<pre\b[^<>]*>|</pre>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6]|tr)>", re.IGNORECASE)
_CELL = re.compile(r"</t[hd]>[ \t]*<t[hd]\b[^<>\n]*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|div|span|b|strong|i|em|code|tt|ul|ol|li|h[1-6]|sup|sub|pre|font|section|var|hr|table|thead|tbody|tr"
    r"|th|td)\b[^<>\n]*>",
    re.IGNORECASE,
)
_HTML_PAGE = re.compile(r"<(?:html|body|!doctype)\b", re.IGNORECASE)
_INVISIBLE = re.compile(r"<(script|style)\b[^<>]{0,500}>[^<]{0,20000}</\1>", re.IGNORECASE)
# Only in the source of a whole page: elsewhere "a <b and c> d" would look like one.
_ANY_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,5000}>")

_NBSP = re.compile(r"&(?:nbsp|#160|#xa0);", re.IGNORECASE)
_BLANKS = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f", " "),  # no-break, en, em, thin, ...
        **dict.fromkeys("\u200b\u2060\ufeff"),  # of no width: removed
    }
)

_QUOTE = re.compile(r"(?m)^[ \t]*>[ \t]?(?!>>)")  # "> text"; not a prompt of Python, ">>> f(1)"
# Tags in prompts for models: <input>, </expected_output>
_IO_TAG = re.compile(r"(</?(?:expected_?)?(?:input|output)>)", re.IGNORECASE)

_WORDS = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿА-яЁё][a-zß-öø-ÿа-яё]+")
_ENDS = (".", ":", ";", "!", "?")
_NO_SPACES = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")  # Chinese, Japanese, Korean
_MIN_SIGNS = 8  # of those languages in a sentence without a full stop
# $n$, \(n\), 1 \le n, 1 ≤ n
_FORMULA = re.compile(r"\$[^$]{1,200}\$|\\\(|\\leq?\b|≤")
_TYPE = re.compile(
    r"\b(?:an? \w+|the \w+|integers?|strings?|lists?|arrays?|numbers?|floats?|booleans?|files?|text|json|csv"
    r"|data|path|dict|dictionary|tuple|int|str|bool|object|matrix|values?|none|n/a|user|query|prompt|lines?"
    r"|eine?|zahl(?:en)?|una?|uno|enteros?|números?|une|entiers?|um|uma|inteiros?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line outside any block."""

    text: str


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """The text between two fences; `language` is the word after the first."""

    text: str
    language: str = ""


Piece = TextLine | CodeBlock


def split_markup(text: str) -> list[Piece]:
    """Return the pieces of `text` in order, without HTML tags and quotation marks; `<pre>` is a block."""
    return list(_pieces(_without_markup(text).split("\n")))


def _pieces(lines: list[str]) -> Iterator[Piece]:
    """Yield the pieces. A fence with a word opens a block even where the one before was never closed."""
    opened: list[str] | None = None  # the fence's line and the lines after it
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
        is_html = _PRE.search(text) is not None  # then lines without a tag have entities, too
        if "<input>" in text and "</output>" in text:
            text = _with_headings(text)
        text = _PRE.sub("\n```\n", text)
        if _HTML_PAGE.search(text):
            text = html.unescape(_ANY_TAG.sub("", _INVISIBLE.sub("", text)))
        text = "\n".join(_without_tags(line) for line in text.split("\n"))
        text = (html.unescape(text) if is_html else text).translate(_BLANKS)
    lines = [line for line in text.split("\n") if line.strip()]
    quoted = bool(lines) and all(line.lstrip().startswith(">") for line in lines)
    return _QUOTE.sub("", text) if quoted else text


def _with_headings(text: str) -> str:
    """Return `text` with `<input>3</input>` as a block under a heading, likewise outputs."""
    parts = _IO_TAG.split(text)  # texts and tags in turn
    for place in range(1, len(parts) - 2, 2):
        opens, closes = parts[place].lower(), parts[place + 2].lower()
        if not opens.startswith("</") and closes == f"</{opens[1:]}":
            parts[place] = f"\nSample {opens[1:-1].replace('_', ' ')}\n```\n"
            parts[place + 1] = parts[place + 1].strip("\n")
            parts[place + 2] = "\n```\n"
    return "".join(parts)


def _without_tags(line: str) -> str:
    """Return `line` without HTML."""
    if line.lstrip().startswith("|"):  # a row of a Markdown table keeps its <br>
        return line
    plain = _TAG.sub("", _BREAK.sub("\n", _CELL.sub("\t", line)))
    return plain if plain == line else html.unescape(plain)


def is_prose(text: str) -> bool:
    """Return whether a line of `text` reads like a sentence, or has a formula between words."""
    return any(map(_is_sentence, text.split("\n")))


def _is_sentence(line: str) -> bool:
    words, signs = len(_WORDS.findall(line)), len(_NO_SPACES.findall(line))
    if signs >= _MIN_SIGNS or (signs and line.rstrip().endswith(("。", "：", "！", "？"))):
        return True
    return words >= 4 or (words >= 2 and line.rstrip().endswith(_ENDS)) or bool(_FORMULA.search(line))


def is_description(text: str) -> bool:
    """Return whether `text` describes a kind of value rather than being one: "an integer", not "5"."""
    return bool(_TYPE.search(text) or _NO_SPACES.search(text)) and not re.search(r"[\d\[{\"']", text)


_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_RULE = re.compile(r"[\s|:=-]+")  # "| --- | :-: |"
_PAGE_NUMBER = re.compile(r"Page \d+ of \d+", re.IGNORECASE)
_CELL_BREAK = re.compile(r"\n[ ]*\t[ \t]*\n")  # a line with only a tab, between two copied cells
_WIDE = re.compile(r"[ ]{2,}|\t")

# "STDIN     Function", "| STDIN | Function parameters |"
_STDIN = re.compile(r"\|?\s*STDIN(?:\s*\|\s*|\s+)FUNCTION(?: PARAMETERS?)?\s*\|?", re.IGNORECASE)
_ARROW = re.compile(r"\s*(?:→|⟶|➞|-+>)")  # "3  →  n = 3"


def parse_table_rows(lines: Sequence[str], head: Heading, *, one_line_each: bool) -> list[list[str]]:
    """Return the rows below the heading of a table, each as [input, output].

    `one_line_each`: nothing in the text suggests an input or output of several lines.
    """
    table = _table(lines)
    rows = [_cells(line, head.column) for line in table if not _RULE.fullmatch(line)]
    if any(rows):
        return rows if all(rows) else []  # else a cell has several lines
    text = "\n".join(lines).strip("\n ")
    for halves in (_CELL_BREAK.split(text), re.split(r"\n\s*\n", text)):
        if len(halves) == 2:
            return [halves]
    if head.column:
        return []
    if not head.loose:
        return [table] if len(table) == 2 else []  # two cells, one below the other
    # "Input Output" above "3 4": one number each. Two numbers a line could also be an input of several lines.
    words = [line.split() for line in table]
    is_certain = all(len(row) == 2 for row in words) and (one_line_each or len(words) == 1)
    return words if is_certain else []


def _table(lines: Sequence[str]) -> list[str]:
    """Return the lines up to the first gap, or to prose, after the first of them."""
    table: list[str] = []
    for line in lines:
        if table and (not line.strip() or ("|" not in line and "\t" not in line and is_prose(line))):
            break
        if line.strip() and not _PAGE_NUMBER.fullmatch(line.strip()):
            table.append(line)
    return table


def _cells(line: str, first: int) -> list[str]:
    """Return two cells of a row, from number `first` on; [] if `line` has fewer."""
    mark = "|" if "|" in line else "\t"
    cells = [cell.strip() for cell in line.strip().strip(mark).split(mark)][first:]
    if len(cells) < 2 or not all(cells[:2]):
        return []
    return [_LINE_BREAK.sub("\n", cell).replace("`", "") for cell in cells]


def has_stdin_table(text: str) -> bool:
    """Return whether `text` begins with the header of HackerRank's table, `STDIN   Function`."""
    return _STDIN.fullmatch(text.strip().split("\n", 1)[0].strip()) is not None


def stdin_column(text: str) -> str | None:
    """Return the first column of HackerRank's table: `3   n = 3` has the line 3.

    None if the columns of a row can't be separated for certain: blanks may be part of the input.
    """
    head, *lines = [line.rstrip() for line in text.strip("\n").split("\n")]
    place = head.upper().find("FUNCTION")
    rows = [line for line in lines if line.strip() and not _RULE.fullmatch(line)]
    cells = [_stdin_cell(row, place, bar="|" in head) for row in rows]
    return "\n".join(cell for cell in cells if cell) if all(cell is not None for cell in cells) else None


def _stdin_cell(line: str, place: int, *, bar: bool) -> str | None:
    """Return a row's text before the column that begins at `place`, None if it is uncertain."""
    if bar:  # "| 3 | n = 3 |"
        return line.strip().strip("|").split("|")[0].strip()
    if arrow := _ARROW.search(line):  # "3  →  n = 3"
        return line[: arrow.start()].strip()
    if wide := _WIDE.search(line.lstrip()):  # "3     n = 3"
        indented = len(line) - len(line.lstrip())
        return "" if indented >= place else line.lstrip()[: wide.start()]
    if "=" in line or len(line) > place:  # only a parameter, "          n = 3"; or "3 n = 3", uncertain
        return "" if place and not line[:place].strip() else None
    return line.strip()
