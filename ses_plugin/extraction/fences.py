"""Fenced code blocks of a model's Markdown, with their ends where the code says that they are.

markdown-it-py reads lists and quotations; the rule for fences is our own. CommonMark would close a block at a
fence in its docstring, would not close one by the last line of its code, and would take all that follows a
forgotten fence as code. Where the code is Python, the end that makes a program of it is the right one.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from ses_plugin.syntax import is_program

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

_TRIES = 4
"""The most ends of a block that are tried."""

_DOUBTFUL = 8
"""After so many lines that may end a block no closing fence is looked for."""

# "```python", "~~~", "Solution: ```python"; not "> ```" and "1. ```", which are for the rules of containers
_OPENS = re.compile(
    r"(?P<before>(?!(?:[>*+-]|\d+[.)])\s)[^`~]*[^`~\s][ \t]*)?(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)"
)
LINE_BREAK = re.compile(r"\r\n?")
_LABEL = re.compile(r"[\w+#./{-]")
# "python", "Python3.11 title=a.py", "{.python}", "cpython", "lang-py", "python:main.py", "src/main.py"
_PYTHON = re.compile(
    r"[\s{.]*(?:lang(?:uage)?-)?(?:(?:c|i|micro)?python|pypy|py|pycon|sage)(?:-?repl|-?console)?[\d.]*(?![\w+#-])"
    r"|[^\s`]*\.pyi?\b",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"\s*(?:markdown|md|mdx)\b", re.IGNORECASE)
# No label, or one that says nothing of a language: Gemini writes "tool_code"
_NEUTRAL = re.compile(
    r"\s*(?:(?:tool_?)?code|te?xt|plain(?:text)?|none|solution|program|answer)?\s*", re.IGNORECASE
)


class BlockLanguage(Enum):
    """What the label of a block says."""

    PYTHON = "Python"
    UNNAMED = "no language"
    MARKDOWN = "Markdown"
    OTHER = "another language"


@dataclass(frozen=True, slots=True)
class FencedBlock:
    """What stands between two fences: lines `first` to `end` (exclusive) of the text, the fences included.

    `closed` is False where the closing fence is missing.
    """

    content: str
    language: BlockLanguage
    closed: bool
    first: int
    end: int


def find_fenced_blocks(text: str) -> list[FencedBlock]:
    """Return the fenced code blocks of `text`, in their order."""
    if "```" not in text and "~~~" not in text:
        return []
    text = LINE_BREAK.sub("\n", text)
    return [
        FencedBlock(token.content, language_of(token.info), token.meta["closed"], *token.map)
        for token in _markdown().parse(text)
        if token.type == "fence" and token.map
    ]


def language_of(info: str) -> BlockLanguage:
    """Return what the info string of a fence names."""
    if _NEUTRAL.fullmatch(info):
        return BlockLanguage.UNNAMED
    if _PYTHON.match(info):
        return BlockLanguage.PYTHON
    return BlockLanguage.MARKDOWN if _MARKDOWN.match(info) else BlockLanguage.OTHER


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # takes half as long as all of `import ses_plugin`

    markdown = MarkdownIt("zero").enable(["blockquote", "list"])
    opens = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    markdown.block.ruler.at("fence", _fence, opens)  # type: ignore[arg-type]  # TypedDict of one key
    markdown.block.ruler.at("paragraph", _line)
    markdown.enable("fence")
    markdown.disable("normalize")  # it would make other code of code with null characters in it
    return markdown


def _line(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Pass over one line: a fence may begin at any, also where CommonMark sees a paragraph go on."""
    state.line = first + 1
    return True


def _fence(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Read a block that begins at this line."""
    line = _text(state, first)
    opened = _OPENS.fullmatch(line) if "```" in line or "~~~" in line else None
    if opened is None or (opened["before"] and not _begins_after_words(opened)):
        return False
    if silent:
        return True
    found = _Ends(state, first, end, opened["fence"], opened["info"]).best()
    token = state.push("fence", "code", 0)
    token.info, token.markup = opened["info"], opened["fence"]
    token.content = found.content
    token.map = [first, found.next]
    token.meta = {"closed": found.closed}
    state.line = found.next
    return True


def _begins_after_words(opened: re.Match[str]) -> bool:
    return opened["fence"][0] == "`" and (not opened["info"].strip() or bool(_PYTHON.match(opened["info"])))


def _text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


@dataclass(frozen=True, slots=True)
class _End:
    """One way in which a block may end: its content, and the line where the text goes on."""

    content: str
    next: int
    closed: bool = True


class _Ends:
    """The ways in which a block that begins at line `first` may end."""

    def __init__(self, state: StateBlock, first: int, end: int, fence: str, info: str) -> None:
        self._state, self._first, self._end = state, first, end
        self._fence = fence
        self._python = language_of(info) in (BlockLanguage.PYTHON, BlockLanguage.UNNAMED)
        self._closes = re.compile(rf"{re.escape(fence[0])}{{{len(fence)},}}\s*")

    def best(self) -> _End:
        """Return the end that makes a program of the content; else the first closing fence."""
        closing, doubtful = self._lines()
        usual = self._closed_at(closing)
        if not self._python:
            return self._before_label(doubtful) or usual
        if _is_python(usual.content):
            return usual
        for line in doubtful[:_TRIES]:
            ends = self._ended_by(line)
            if _is_python(ends.content):
                return ends
        if _in_docstring(usual.content):
            later = self._later(closing)
            return next((ends for ends in later if _is_python(ends.content)), usual)
        return self._before_label(doubtful) or usual

    def _lines(self) -> tuple[int, list[int]]:
        """Return the line of the first closing fence, and the lines before it that may be meant for one."""
        doubtful: list[int] = []
        for line in range(self._first + 1, self._end):
            if len(doubtful) == _DOUBTFUL:
                return line, doubtful
            text = _text(self._state, line)
            if self._closes.fullmatch(text):
                return line, doubtful
            if text.startswith(self._fence) or text.rstrip().endswith(self._fence):
                doubtful.append(line)
        return self._end, doubtful

    def _later(self, closing: int) -> list[_End]:
        lines: list[int] = []
        for line in range(closing + 1, self._end):
            if len(lines) == _TRIES:
                break
            if self._closes.fullmatch(_text(self._state, line)):
                lines.append(line)
        return [self._closed_at(line) for line in lines]

    def _closed_at(self, line: int) -> _End:
        return _End(self._content(line), min(line + 1, self._end), closed=line < self._end)

    def _ended_by(self, line: int) -> _End:
        """Return the end by a line that is no closing fence: code with one behind it, or one with words."""
        text = _text(self._state, line).rstrip()
        if not text.startswith(self._fence):
            return _End(self._content(line + 1).rstrip().rstrip(self._fence[0]), line + 1)
        content = self._content(line)
        if _LABEL.match(text[len(self._fence) :]):  # the next block, and nothing closes this one
            return _End(content, line, closed=False)
        return _End(content, line + 1)

    def _before_label(self, doubtful: Sequence[int]) -> _End | None:
        """Return the end by the beginning of another block: a closing fence was forgotten."""
        for line in doubtful[:_TRIES]:
            ends = self._ended_by(line)
            if not ends.closed and not _in_docstring(ends.content):
                return ends
        return None

    def _content(self, line: int) -> str:
        """Return the lines before `line` without the margin of the fence, as far as all have it."""
        state, lines = self._state, range(self._first + 1, line)
        margins = (state.sCount[one] for one in lines if not state.isEmpty(one))
        margin = min(state.sCount[self._first], min(margins, default=0))
        return state.getLines(lines.start, line, margin, True) if lines else ""


def _is_python(content: str) -> bool:
    return is_program(textwrap.dedent(content))


def _in_docstring(content: str) -> bool:
    return content.count('"""') % 2 == 1 or content.count("'''") % 2 == 1
