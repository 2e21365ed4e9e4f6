"""Separate the reasoning in a model's text from its answer."""

from __future__ import annotations

import re
import textwrap
from bisect import bisect_left, bisect_right
from functools import cached_property

from ses_plugin.syntax import try_parse

_NAMES = (
    r"(?:\w{1,10}:)?"  # <seed:think>
    r"(?:think(?:ing)?|thoughts?|reasoning|scratchpad|analysis|ant_?thinking|longcat_think)"
    r"(?::\w{1,20})?"  # <think:opensource>
)
_OPENS = re.compile(
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
_CLOSES = re.compile(
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
_ANY = re.compile(f"{_OPENS.pattern}|{_CLOSES.pattern}", _OPENS.flags)
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
    return text, any(not context.is_quoted(*mark.span()) for mark in _OPENS.finditer(text))


def extract_reasoning(reply: str) -> str:
    """Return the reasoning before the text of a reply, without its marks; "" if there is none.

    >>> extract_reasoning("<think>2 + 3</think>5")
    '2 + 3'
    """
    return _ANY.sub("", reply[: _end_of_reasoning(reply)]).strip()


def _end_of_reasoning(reply: str) -> int:
    context = _MarkContext(reply)
    closes = reversed(list(_CLOSES.finditer(reply)))
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
