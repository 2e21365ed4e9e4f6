"""Extract the predicted output, the generated test inputs, or the decision of a fixing turn from a reply."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ses_plugin.extraction.code import MAX_CHARACTERS, extract_code, text_between_tags
from ses_plugin.extraction.reply_parts import extract_reasoning, find_fenced_blocks, strip_reasoning

_BLOCK_OPENS = re.compile(r"<output>", re.IGNORECASE)
_BLOCK_CLOSES = re.compile(r"</output>", re.IGNORECASE)
_INPUT_TAG = re.compile(r"<(/?)input>", re.IGNORECASE)
_FENCE_OPENS = re.compile(r"(`{3,}|~{3,})[\w+-]*[ \t]*\n")
# `5`, or ```5``` on one line
_QUOTED = re.compile(r"\s*(`|```)(?P<body>[^`\n]+)\1\s*")
# A whole reply of a model that was told to write only the output.
_WRAPPED = re.compile(
    r"""\s*(?: \*\*(?P<bold>[^*\n]+)\*\*                                       # **5**
            | <(?P<tag>answer|response|result)>(?P<tagged>[^<]*)</(?P=tag)>   # <answer>5</answer>
            | <\|begin_of_box\|>(?P<box>[^<]*)(?:<\|end_of_box\|>)?           # <|begin_of_box|>5 (GLM)
            | \$?\\boxed\{(?P<boxed>[^{}\n]*)\}\$?                            # $\boxed{5}$
        )\.?\s*""",
    re.VERBOSE | re.IGNORECASE,
)
# A whole reply that is one sentence with the output marked in it.
_SENTENCE = re.compile(
    r"""[^`*\n]*\b(?:prints?|printed|outputs?|returns?|returned|is|be|are|answer|result)\b[^`*\w\n]{0,3}
        (?: (?P<ticks>`+)(?P<code>[^`\n]+)(?P=ticks)   # The program prints `5`.
          | \*\*(?P<bold>[^*`\n]+)\*\*                 # The output is: **5**
          | \$?\\boxed\{(?P<boxed>[^{}\n]*)\}\$?       # The answer is \boxed{5}.
        )
        [.!]?""",
    re.VERBOSE | re.IGNORECASE,
)
_MAX_SENTENCE = 1000
# <answer>, <|begin_of_box|>
_TAGS = re.compile(r"</?\w{1,30}>|<\|[\w▁]{1,30}\|>")
# SUBMIT, **Submit.**, Decision: SUBMIT, The final answer is \boxed{SUBMIT}
_SUBMIT = re.compile(
    r"""(?:\W{0,4}(?:(?:my|the|final)\s){0,2}
            (?:action|answer|choice|conclusion|decision|response|result|verdict)(?:\sis)?\W{1,6})?
        \W*(?:boxed\W*)?submit\W*""",
    re.VERBOSE | re.IGNORECASE,
)
_FINISHED = (*".!?:;)]}>\"'`*|", "</s>")  # the ends of a finished text


class AnswerStatus(StrEnum):
    """Whether a reply has an answer, has none, or was cut off before it."""

    ANSWERED = "answered"
    NO_ANSWER = "no answer"
    TRUNCATED = "truncated"


@dataclass(frozen=True, slots=True)
class ExtractedAnswer:
    """A predicted output, or the reason why there is none. `text` is empty unless `status` is ANSWERED."""

    status: AnswerStatus
    text: str = ""


def extract_answer(
    reply: str, max_tokens: int | None = None, *, bare: bool = False, opened: bool = False
) -> ExtractedAnswer:
    r"""Return the output that `reply` predicts.

    Args:
        reply: a model's text; the answer is its last `<output>` block, after the reasoning.
        max_tokens: the most tokens that the model could write (None: unknown). A reply without an answer is
            TRUNCATED if it ends within a block or within its reasoning, or if it seems to have used up
            `max_tokens`: it has two characters for each token, or one and no end of a sentence.
        bare: for a model that was told to write only the output. A reply without tags is then the answer,
            as a whole or the part that is marked in it, so that the task measures the prediction and not the
            habit of writing tags.
        opened: whether the prompt began the reasoning. A reply that has used up `max_tokens` without ending
            the reasoning is then all reasoning.

    >>> extract_answer("It adds 2 and 3.\n<output>\n5\n</output>")
    ExtractedAnswer(status=<AnswerStatus.ANSWERED: 'answered'>, text='5')
    >>> extract_answer("<output>\n5").status
    <AnswerStatus.TRUNCATED: 'truncated'>
    """
    text, is_unfinished = strip_reasoning(reply)
    if is_unfinished or (opened and text == reply and _used_up(reply, max_tokens)):
        return ExtractedAnswer(AnswerStatus.TRUNCATED)
    text = text[-MAX_CHARACTERS:]
    block = _last_block(text)
    if block is not None:
        return ExtractedAnswer(AnswerStatus.ANSWERED, _unwrap(block))
    if _BLOCK_OPENS.search(text) or _used_up(reply, max_tokens):
        return ExtractedAnswer(AnswerStatus.TRUNCATED)
    # A closing tag without an opening one: the answer's begin is unknown.
    if bare and text.strip() and not _BLOCK_CLOSES.search(text):
        return ExtractedAnswer(AnswerStatus.ANSWERED, _marked_output(text))
    return ExtractedAnswer(AnswerStatus.NO_ANSWER)


def extract_explanation(reply: str, *, bare: bool = False) -> str:
    r"""Return how a reply comes to its answer: its text before the answer block; "" if there is none.

    If there is no such text, or the reply ends within its reasoning, it is the reasoning. `bare` is as in
    `extract_answer`: a reply without tags is then an answer, and not an explanation.

    >>> extract_explanation("It adds 2 and 3.\n<output>\n5\n</output>")
    'It adds 2 and 3.'
    """
    text, is_unfinished = strip_reasoning(reply)
    if is_unfinished:
        return extract_reasoning(f"{reply}</think>")[-MAX_CHARACTERS:]
    text = text[-MAX_CHARACTERS:]
    if place := _last_block_place(text):
        text = text[: place[0]]
    elif opened := _BLOCK_OPENS.search(text):  # the block was cut off
        text = text[: opened.start()]
    elif bare:
        text = ""
    return text.strip() or extract_reasoning(reply)[-MAX_CHARACTERS:]


def extract_fix_decision(reply: str, entry_point: str | None = None) -> str | AnswerStatus:
    r"""Return the new code of a fixing turn; ANSWERED if the model submits the old code, else NO_ANSWER.

    >>> extract_fix_decision("All tests pass.\nSUBMIT")
    <AnswerStatus.ANSWERED: 'answered'>
    """
    code = extract_code(reply, entry_point)
    if code is not None and not _SUBMIT.fullmatch(code):  # ```submit``` is not new code
        return code
    text, is_unfinished = strip_reasoning(reply)
    plain = _TAGS.sub("", text[-MAX_CHARACTERS:])
    lines = [line for line in plain.splitlines() if line.strip("` \t")]
    # Only the first or the last line: within the text the word may be part of a consideration.
    submitted = (
        not is_unfinished
        and bool(lines)
        and bool(_SUBMIT.fullmatch(lines[-1]) or _SUBMIT.fullmatch(lines[0]))
    )
    return AnswerStatus.ANSWERED if submitted else AnswerStatus.NO_ANSWER


def extract_test_inputs(reply: str, most: int) -> list[str]:
    """Return the first `most` distinct test inputs of a reply, in its order; each ends with a newline."""
    text, _ = strip_reasoning(reply)
    inputs = (_unwrap(body) + "\n" for body in text_between_tags(text[-MAX_CHARACTERS:], _INPUT_TAG))
    return list(dict.fromkeys(inputs))[:most]


def format_answer(output: str) -> str:
    """Return the answer block for `output`: what `extract_answer` reads."""
    return f"<output>\n{output.rstrip()}\n</output>"


def _last_block(text: str) -> str | None:
    place = _last_block_place(text)
    return None if place is None else text[place[1] : place[2]]


def _last_block_place(text: str) -> tuple[int, int, int] | None:
    """Return where the last complete answer block begins, and where its content begins and ends."""
    closes = [match.start() for match in _BLOCK_CLOSES.finditer(text)]
    if not closes:
        return None
    opens = [match.span() for match in _BLOCK_OPENS.finditer(text, 0, closes[-1])]
    if not opens:
        return None
    begin, content = opens[-1]
    end = next(close for close in closes if close >= content)  # a stray closing tag may follow
    return begin, content, end


def _unwrap(block: str) -> str:
    """Return the block without a code fence or backticks around all of it, and without line breaks there."""
    quoted = _QUOTED.fullmatch(block)
    return (quoted["body"] if quoted else _without_fence(block)).strip("\r\n")


def _without_fence(block: str) -> str:
    """Return the content of the code fence around all of `block`; `block` if there is none."""
    text = block.strip()
    fence = _FENCE_OPENS.match(text)
    if fence is None or not text.endswith(fence[1]) or len(text) < fence.end() + len(fence[1]):
        return block
    return text[fence.end() : -len(fence[1])].rstrip(" \t").removesuffix("\n")


def _marked_output(text: str) -> str:
    """Return the output that is marked in a reply that should be only an output; all of it if none is."""
    if wrapped := _WRAPPED.fullmatch(text):
        return next(
            body for name, body in wrapped.groupdict().items() if body is not None and name != "tag"
        ).strip()
    unwrapped = _unwrap(text)
    if unwrapped != text.strip("\r\n"):
        return unwrapped
    if len(text) <= _MAX_SENTENCE and (sentence := _SENTENCE.fullmatch(text.strip())):
        return next(sentence[name] for name in ("code", "bold", "boxed") if sentence[name] is not None)
    blocks = find_fenced_blocks(text)
    return blocks[0].content.strip("\r\n") if len(blocks) == 1 and blocks[0].closed else unwrapped


def seems_truncated(reply: str, max_tokens: int | None) -> bool:
    """Return whether a reply ends within its reasoning, or seems to have used up `max_tokens`."""
    return strip_reasoning(reply)[1] or _used_up(reply, max_tokens)


def _used_up(reply: str, max_tokens: int | None) -> bool:
    """Return whether a reply seems to have been cut off at `max_tokens`, by its length in characters."""
    if max_tokens is None or len(reply) < max_tokens:
        return False
    return len(reply) >= 2 * max_tokens or not reply.rstrip().endswith(_FINISHED)
