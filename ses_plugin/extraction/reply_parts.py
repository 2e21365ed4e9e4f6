"""The parts of a reply: its reasoning, its answer, and the fenced code blocks in it.

Where a block is Python, the code decides where it ends. markdown-it-py reads lists and quotations; the rule
for fences is ours. CommonMark closes a block at a fence within a docstring, doesn't close it at a fence
behind its last line of code, and takes all text after a forgotten fence as code. For Python we take the end
with which the content is a program.
"""

from __future__ import annotations

import re
import textwrap
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from typing import TYPE_CHECKING

from ses_plugin.syntax import is_program, try_parse

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

_NAMES = (
    r"(?:\w{1,10}:)?"  # <seed:think>
    r"(?:think(?:ing)?|thoughts?|reasoning|scratchpad|analysis|ant_?thinking|longcat_think)"
    r"(?::\w{1,20})?"  # <think:opensource>
)
_REASONING_OPENS = re.compile(
    rf"""<{_NAMES}(?:\s+\w+=[^<>]{{0,80}})?>     # <think>, <seed:think>, <thinking effort="high">
        (?!\s+(?:tag|block|token)s?\b)           # but not: the <think> tag
    | (?-i:\[THINK(?:ING)?\])                    # Magistral; not [think], a list in Python
    | ◁think▷                                    # Kimi
    | <\|begin_of_thought\|>                     # OpenThinker
    | <\|START_THINKING\|>                       # Command A
    | <\|inner_prefix\|>                         # Apertus
    | <\|(?:think(?:ing)?|thought)\|>            # Solar
    | <\|im_start\|>think\b                      # s1
    | <\|channel>thought                         # Gemma
    | <\|channel\|>(?!\s*final\b)                # gpt-oss: <|channel|>analysis<|message|>, all but final
    | assistant(?:analysis|commentary)(?=[^\W_]) # the same without special tokens: assistantanalysisWe need
    | \A\s*(?:analysis|commentary)(?=[^\W_])     # and at the beginning: analysisWe need
    | ^[ \t]*Here(?:'s|\ is)\ my\ thought\ process:  # Granite
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_REASONING_CLOSES = re.compile(
    rf"""</{_NAMES}>                             # </think>, </seed:think>
    | (?-i:\[/THINK(?:ING)?\])                   # Magistral
    | ◁/think▷                                   # Kimi
    | <\|end_of_thought\|>                       # OpenThinker
    | <\|END_THINKING\|>                         # Command A
    | <\|inner_suffix\|>                         # Apertus
    | <\|content\|>                              # Solar
    | <\|/(?:think(?:ing)?|thought)\|>           # <|/think|>
    | <\|im_start\|>answer\b                     # s1
    | <channel\|>                                # Gemma
    | <\|channel\|>\s*final\b[^<]{{0,80}}(?:<\|constrain\|>[^<]{{0,80}})?<\|message\|>  # gpt-oss
    | assistantfinal                             # the same without special tokens
    | ^[ \t]*Here(?:'s|\ is)\ my\ response:      # Granite
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_ANY = re.compile(f"{_REASONING_OPENS.pattern}|{_REASONING_CLOSES.pattern}", _REASONING_OPENS.flags)
# A mark at the end of a prompt. Other marks are special tokens, which decoders leave out of the text.
_OPENED = re.compile(rf"<{_NAMES}>\Z", re.IGNORECASE)
_MAX_MARK = 200
_END_OF_TURN = re.compile(
    r"""(?: <\|[\w▁]{1,30}\|>                    # <|im_end|>, <|eot_id|>, <|return|>, <|end_of_solution|>
        | <｜[^｜<>]{1,30}｜>                    # DeepSeek: <｜end▁of▁sentence｜>
        | </s>                                   # Llama 2, Mistral
        | <(?:end_of_turn|eos|turn\|)>           # Gemma
        )\Z""",
    re.VERBOSE,
)
_FENCE = re.compile(r"`{3,}|~{3,}")
_OUTPUT_TAG = re.compile(r"<(/?)output>", re.IGNORECASE)
# The quote before a mark, as in print('<think>'), x = r"<think>"; not a closing quote or an apostrophe.
_QUOTE_OPENS = re.compile(r"(?:^|[^\w'\"`)\]}])[rbuf]{0,2}(?:'|\"|`)\Z", re.IGNORECASE)
_MAX_CODE = 100_000  # longer texts between two fences are not parsed


def strip_reasoning(reply: str) -> tuple[str, bool]:
    """Return the text after the reasoning, and whether the reasoning is unfinished.

    A chat template may have opened the reasoning, so a closing mark without an opening one ends it, too. The
    last one counts, as in chat templates and in lm-eval's `think_end_token`. A mark in a string of the
    program, between backticks, or within a predicted output doesn't count.

    >>> strip_reasoning("<think>2 + 3</think>5")
    ('5', False)
    """
    text = _without_end_of_turn(reply[_end_of_reasoning(reply) :])
    context = _MarkContext(text)
    return text, any(not context.is_quoted(*mark.span()) for mark in _REASONING_OPENS.finditer(text))


def extract_reasoning(reply: str) -> str:
    """Return the reasoning before the text of a reply, without its marks; "" if there is none.

    >>> extract_reasoning("<think>2 + 3</think>5")
    '2 + 3'
    """
    return _ANY.sub("", reply[: _end_of_reasoning(reply)]).strip()


def _end_of_reasoning(reply: str) -> int:
    context = _MarkContext(reply)
    closes = reversed(list(_REASONING_CLOSES.finditer(reply)))
    return next((mark.end() for mark in closes if not context.is_quoted(*mark.span())), 0)


def reasoning_mark_opened_by(prompt: str) -> str:
    """Return the mark by which a prompt has begun the reasoning, as some chat templates do; "" if none.

    The mark isn't part of the reply: a reply that was cut off while reasoning has no mark at all.
    """
    match = _OPENED.search(prompt[-_MAX_MARK:].rstrip())
    return match[0] if match else ""


def _without_end_of_turn(text: str) -> str:
    """Return a text without the special tokens at its end, which some servers leave there."""
    while match := _END_OF_TURN.search(text.rstrip()[-50:]):
        text = text.rstrip()[: -len(match[0])]
    return text


class _MarkContext:
    """Decides by the text around a mark whether it is one, or is only quoted."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._code: dict[tuple[int, int], bool] = {}

    def is_quoted(self, start: int, end: int) -> bool:
        """Return whether the mark is part of code, of a quotation, or of a predicted output."""
        return self._in_quotes(start, end) or self._in_output(start) or self._in_code(start, end)

    def _in_quotes(self, start: int, end: int) -> bool:
        """As in `'</think>'`, or anywhere between two backticks of a line."""
        before, after = self._text[max(0, start - 5) : start], self._text[end : end + 1]
        if after and before.endswith(after) and _QUOTE_OPENS.search(before):
            return True
        line = self._text[max(0, start - 200) : start].rpartition("\n")[2]
        rest = self._text[end : end + 200].partition("\n")[0]
        return line.count("`") % 2 == 1 and "`" in rest and not _FENCE.search(line)

    def _in_output(self, start: int) -> bool:
        """Between an opening output tag and a closing one, with no other output tag between."""
        places = self._output_places
        index = bisect_left(places, (start, False))
        return 0 < index < len(places) and not places[index - 1][1] and places[index][1]

    def _in_code(self, start: int, end: int) -> bool:
        """In a string or a comment of the text between two fences.

        Each mark is replaced by "?", a syntax error outside of strings and comments: only if all marks are
        in those can the text be parsed.
        """
        last = bisect_right(self._fence_starts, start) - 1
        begin = self._fences[last][1] if last >= 0 else 0
        newline = self._text.find("\n", begin, start)
        begin = newline + 1 if last >= 0 and newline >= 0 else begin
        stop = self._fences[last + 1][0] if last + 1 < len(self._fences) else len(self._text)
        if stop - begin > _MAX_CODE:
            return False
        if (begin, stop) not in self._code:
            plain = _ANY.sub("?", self._text[begin:stop])
            self._code[begin, stop] = try_parse(textwrap.dedent(plain)) is not None
        return self._code[begin, stop]

    @cached_property
    def _fences(self) -> list[tuple[int, int]]:
        return [fence.span() for fence in _FENCE.finditer(self._text)]

    @cached_property
    def _fence_starts(self) -> list[int]:
        return [start for start, _ in self._fences]

    @cached_property
    def _output_places(self) -> list[tuple[int, bool]]:
        return [(tag.start(), bool(tag[1])) for tag in _OUTPUT_TAG.finditer(self._text)]


_MAX_TRIED_ENDS = 4  # each is parsed
_MAX_POSSIBLE_ENDS = 8  # after so many lines that may end a block, no later closing fence is sought

# The line of an opening fence.
_FENCE_OPENS = re.compile(
    r"""(?P<before>                         # "Solution: ```python": words before the fence, but not
            (?!(?:[>*+-]|\d+[.)])\s)        # "> ```" and "1. ```", which are for markdown-it's containers
            [^`~]*[^`~\s][ \t]*
        )?
        (?P<fence>`{3,}|~{3,})              # "```", "~~~~"
        (?P<info>[^`]*)                     # "python title=main.py"
    """,
    re.VERBOSE,
)
LINE_BREAK = re.compile(r"\r\n?")
_LABEL_START = re.compile(r"[\w+#./{-]")
_PYTHON = re.compile(
    r"""[\s{.]*(?:lang(?:uage)?-)?                            # "{.python}", "lang-py"
        (?:(?:c|i|micro)?python|pypy|py|pycon|sage)           # "python", "ipython", "py"
        (?:-?repl|-?console)?                                 # "python-repl", "pycon"
        [\d.]*(?![\w+#-])                                     # "Python3.11 title=a.py"; not "pyx", "python-c"
      | [^\s`]*\.pyi?\b                                       # "src/main.py", "python:main.py"
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MARKDOWN = re.compile(r"\s*(?:markdown|md|mdx)\b", re.IGNORECASE)
# No label, or one that names no language: Gemini writes "tool_code"
_NEUTRAL = re.compile(
    r"\s*(?:(?:tool_?)?code|te?xt|plain(?:text)?|none|solution|program|answer)?\s*", re.IGNORECASE
)


class BlockLanguage(Enum):
    """The language that the label of a block names."""

    PYTHON = "Python"
    UNNAMED = "no language"
    MARKDOWN = "Markdown"
    OTHER = "another language"


@dataclass(frozen=True, slots=True)
class FencedBlock:
    """A fenced code block: lines `first` to `end` (exclusive) of the text, with the fences.

    `closed` is False where the closing fence is missing.
    """

    content: str
    language: BlockLanguage
    closed: bool
    first: int
    end: int


def find_fenced_blocks(text: str) -> list[FencedBlock]:
    r"""Return the fenced code blocks of `text`, in their order.

    >>> [block.content for block in find_fenced_blocks("```py\nx = 1\n```\nor\n~~~\nx = 2\n~~~")]
    ['x = 1\n', 'x = 2\n']
    """
    if "```" not in text and "~~~" not in text:
        return []
    text = LINE_BREAK.sub("\n", text)
    return [
        FencedBlock(token.content, language_of(token.info), token.meta["closed"], *token.map)
        for token in _markdown().parse(text)
        if token.type == "fence" and token.map
    ]


def language_of(info: str) -> BlockLanguage:
    """Return the language that the info string of a fence names."""
    if _NEUTRAL.fullmatch(info):
        return BlockLanguage.UNNAMED
    if _PYTHON.match(info):
        return BlockLanguage.PYTHON
    return BlockLanguage.MARKDOWN if _MARKDOWN.match(info) else BlockLanguage.OTHER


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # only here: takes half as long as all of `import ses_plugin`

    markdown = MarkdownIt("zero").enable(["blockquote", "list"])
    opens = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    markdown.block.ruler.at("fence", _fence, opens)  # type: ignore[arg-type]  # TypedDict of one key
    markdown.block.ruler.at("paragraph", _line)
    markdown.enable("fence")
    markdown.disable("normalize")  # it replaces null characters, and so changes the code
    return markdown


def _line(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Skip one line: a fence may begin at any line, also where CommonMark sees a paragraph."""
    state.line = first + 1
    return True


def _fence(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Read a block that begins at this line."""
    line = _text(state, first)
    match = _FENCE_OPENS.fullmatch(line) if "```" in line or "~~~" in line else None
    if match is None or (match["before"] and not _can_follow_words(match)):
        return False
    if silent:
        return True
    block_end = _EndFinder(state, first, end, match["fence"], match["info"]).best()
    token = state.push("fence", "code", 0)
    token.info, token.markup = match["info"], match["fence"]
    token.content = block_end.content
    token.map = [first, block_end.next]
    token.meta = {"closed": block_end.closed}
    state.line = block_end.next
    return True


def _can_follow_words(match: re.Match[str]) -> bool:
    # "Solution: ```python", and "The code: ```"; not "use ``` to quote", nor "about ~~~ 5".
    return match["fence"][0] == "`" and (not match["info"].strip() or bool(_PYTHON.match(match["info"])))


def _text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


@dataclass(frozen=True, slots=True)
class _End:
    """One possible end of a block: the content up to it, and the line where the text continues."""

    content: str
    next: int
    closed: bool = True


class _EndFinder:
    """Finds the end of the block whose opening fence is at line `first`."""

    def __init__(self, state: StateBlock, first: int, end: int, fence: str, info: str) -> None:
        self._state, self._first, self._end = state, first, end
        self._fence = fence
        self._python = language_of(info) in (BlockLanguage.PYTHON, BlockLanguage.UNNAMED)
        self._closes = re.compile(rf"{re.escape(fence[0])}{{{len(fence)},}}\s*")

    def best(self) -> _End:
        """Return the end with which the content is a program, else the first closing fence."""
        closing, possible = self._candidate_lines()
        usual = self._closed_at(closing)
        if not self._python:
            return self._before_label(possible) or usual
        if _is_python(usual.content):
            return usual
        for line in possible[:_MAX_TRIED_ENDS]:
            block_end = self._ended_by(line)
            if _is_python(block_end.content):
                return block_end
        if _in_docstring(usual.content):  # that fence was in the docstring: a later one closes the block
            later = self._later(closing)
            return next((block_end for block_end in later if _is_python(block_end.content)), usual)
        return self._before_label(possible) or usual

    def _candidate_lines(self) -> tuple[int, list[int]]:
        """Return the line of the first closing fence, and the lines before it that may be meant as one."""
        possible: list[int] = []
        for line in range(self._first + 1, self._end):
            if len(possible) == _MAX_POSSIBLE_ENDS:
                return line, possible
            text = _text(self._state, line)
            if self._closes.fullmatch(text):
                return line, possible
            if text.startswith(self._fence) or text.rstrip().endswith(self._fence):
                possible.append(line)
        return self._end, possible

    def _later(self, closing: int) -> list[_End]:
        """Return the ends by the closing fences after line `closing`."""
        lines: list[int] = []
        for line in range(closing + 1, self._end):
            if len(lines) == _MAX_TRIED_ENDS:
                break
            if self._closes.fullmatch(_text(self._state, line)):
                lines.append(line)
        return [self._closed_at(line) for line in lines]

    def _closed_at(self, line: int) -> _End:
        return _End(self._content(line), min(line + 1, self._end), closed=line < self._end)

    def _ended_by(self, line: int) -> _End:
        """Return the end by a line that isn't a plain closing fence."""
        text = _text(self._state, line).rstrip()
        if not text.startswith(self._fence):  # "print(1)```": a fence behind code
            return _End(self._content(line + 1).rstrip().rstrip(self._fence[0]), line + 1)
        content = self._content(line)
        if _LABEL_START.match(text[len(self._fence) :]):  # "```python": the next block, and this one is open
            return _End(content, line, closed=False)
        return _End(content, line + 1)  # "``` This works.": a fence before words

    def _before_label(self, possible: Sequence[int]) -> _End | None:
        """Return the end by the beginning of another block: a closing fence was forgotten."""
        for line in possible[:_MAX_TRIED_ENDS]:
            block_end = self._ended_by(line)
            if not block_end.closed and not _in_docstring(block_end.content):
                return block_end
        return None

    def _content(self, line: int) -> str:
        """Return the lines before `line`, without the margin of the fence as far as all lines have it."""
        state, lines = self._state, range(self._first + 1, line)
        margins = (state.sCount[number] for number in lines if not state.isEmpty(number))
        margin = min(state.sCount[self._first], min(margins, default=0))
        return state.getLines(lines.start, line, margin, True) if lines else ""


def _is_python(content: str) -> bool:
    return is_program(textwrap.dedent(content))


def _in_docstring(content: str) -> bool:
    return content.count('"""') % 2 == 1 or content.count("'''") % 2 == 1
