"""The output that a reply predicts, the inputs that it invents, and what it decides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ses_plugin.extraction.code import MAX_CHARACTERS, extract_code
from ses_plugin.extraction.fences import find_fenced_blocks
from ses_plugin.extraction.reasoning import strip_reasoning
from ses_plugin.extraction.unfenced import text_between_tags

_BLOCK_OPENS = re.compile(r"<output>", re.IGNORECASE)
_BLOCK_CLOSES = re.compile(r"</output>", re.IGNORECASE)
_INPUT_TAG = re.compile(r"<(/?)input>", re.IGNORECASE)
_FENCE_OPENS = re.compile(r"(`{3,}|~{3,})[\w+-]*[ \t]*\n")
# `5`, or ```5``` on one line
_QUOTED = re.compile(r"\s*(`|```)(?P<body>[^`\n]+)\1\s*")
# Of a reply that should be nothing but an output: **5**, <answer>5</answer>, \boxed{5}
_WRAPPED = re.compile(
    r"""\s*(?: \*\*(?P<bold>[^*\n]+)\*\*
            | <(?P<tag>answer|response|result)>(?P<tagged>[^<]*)</(?P=tag)>
            | <\|begin_of_box\|>(?P<box>[^<]*)(?:<\|end_of_box\|>)?
            | \$?\\boxed\{(?P<boxed>[^{}\n]*)\}\$?
        )\.?\s*""",
    re.VERBOSE | re.IGNORECASE,
)
# The program prints `5`.  The output is **5**.  The answer is \boxed{5}
_SENTENCE = re.compile(
    r"""[^`*\n]*\b(?:prints?|printed|outputs?|returns?|returned|is|be|are|answer|result)\b[^`*\w\n]{0,3}
        (?: (?P<ticks>`+)(?P<code>[^`\n]+)(?P=ticks) | \*\*(?P<bold>[^*`\n]+)\*\*
          | \$?\\boxed\{(?P<boxed>[^{}\n]*)\}\$? )
        [.!]?""",
    re.VERBOSE | re.IGNORECASE,
)
_MOST_OF_A_SENTENCE = 1000
# <answer>, <|begin_of_box|>
_TAGS = re.compile(r"</?\w{1,30}>|<\|[\w▁]{1,30}\|>")
_SUBMIT = re.compile(r"\W*submit\W*", re.IGNORECASE)
_FINISHED = (*".!?:;)]}>\"'`*|", "</s>")


class AnswerStatus(StrEnum):
    """What became of the answer."""

    ANSWERED = "answered"
    NO_ANSWER = "missing"
    TRUNCATED = "truncated"


@dataclass(frozen=True, slots=True)
class ExtractedAnswer:
    """A predicted output, or why there is none. `text` is empty unless `status` is ANSWERED."""

    status: AnswerStatus
    text: str = ""


def extract_answer(
    reply: str, max_tokens: int | None = None, *, bare: bool = False, opened: bool = False
) -> ExtractedAnswer:
    """Return the output that `reply` predicts.

    `bare` is for a model that was asked for the output alone: a reply without any tag is then the answer
    itself, as a whole or as far as it is marked in it, so that the task measures the prediction and not the
    habit of writing tags.

    `max_tokens` is what the model was allowed to write. A reply without an answer block is TRUNCATED if
    it ends inside a block or inside its reasoning, or if by its length it has used up `max_tokens`: it
    has two characters for each of them, or one and does not end like a finished text; else it is MISSING.
    `opened` tells that the prompt began the reasoning: if its end is not in a reply that has used up
    `max_tokens`, all of it is reasoning.
    """
    text, thinking = strip_reasoning(reply)
    if thinking or (opened and text == reply and _used_up(reply, max_tokens)):
        return ExtractedAnswer(AnswerStatus.TRUNCATED)
    text = text[-MAX_CHARACTERS:]
    block = _last_block(text)
    if block is not None:
        return ExtractedAnswer(AnswerStatus.ANSWERED, _unwrapped(block))
    if _BLOCK_OPENS.search(text) or _used_up(reply, max_tokens):
        return ExtractedAnswer(AnswerStatus.TRUNCATED)
    if bare and text.strip() and not _BLOCK_CLOSES.search(text):
        return ExtractedAnswer(AnswerStatus.ANSWERED, _marked(text))
    return ExtractedAnswer(AnswerStatus.NO_ANSWER)


def extract_fix_decision(reply: str, entry: str | None = None) -> str | AnswerStatus:
    """Return the new code of a fixing turn; ANSWERED if the old code is submitted, MISSING if neither."""
    code = extract_code(reply, entry)
    if code is not None and not _SUBMIT.fullmatch(code):
        return code
    text, thinking = strip_reasoning(reply)
    plain = _TAGS.sub("", text[-MAX_CHARACTERS:])
    lines = [line for line in plain.splitlines() if line.strip("` \t")]
    submitted = (
        not thinking and bool(lines) and bool(_SUBMIT.fullmatch(lines[-1]) or _SUBMIT.fullmatch(lines[0]))
    )
    return AnswerStatus.ANSWERED if submitted else AnswerStatus.NO_ANSWER


def extract_test_inputs(reply: str, most: int) -> list[str]:
    """Return the first `most` different test inputs of a reply, in its order, each ended by a newline."""
    text, _ = strip_reasoning(reply)
    found = (_unwrapped(body) + "\n" for body in text_between_tags(text[-MAX_CHARACTERS:], _INPUT_TAG))
    return list(dict.fromkeys(found))[:most]


def format_answer(output: str) -> str:
    """Return `output` as an answer is written."""
    return f"<output>\n{output.rstrip()}\n</output>"


def _last_block(text: str) -> str | None:
    closes = [match.start() for match in _BLOCK_CLOSES.finditer(text)]
    if not closes:
        return None
    opens = [match.end() for match in _BLOCK_OPENS.finditer(text, 0, closes[-1])]
    if not opens:
        return None
    end = next(close for close in closes if close >= opens[-1])  # a stray tag may close once more
    return text[opens[-1] : end]


def _unwrapped(block: str) -> str:
    """Return the block without a code fence or backticks around all of it, and without its margins."""
    quoted = _QUOTED.fullmatch(block)
    return (quoted["body"] if quoted else _without_fence(block)).strip("\r\n")


def _without_fence(block: str) -> str:
    """Return what stands in the code fence around all of `block`; `block` if there is none."""
    text = block.strip()
    opened = _FENCE_OPENS.match(text)
    if opened is None or not text.endswith(opened[1]) or len(text) < opened.end() + len(opened[1]):
        return block
    return text[opened.end() : -len(opened[1])].rstrip(" \t").removesuffix("\n")


def _marked(text: str) -> str:
    """Return what is marked as the output in a reply that should be nothing else; all of it if nothing is."""
    if whole := _WRAPPED.fullmatch(text):
        return next(
            body for name, body in whole.groupdict().items() if body is not None and name != "tag"
        ).strip()
    unwrapped = _unwrapped(text)
    if unwrapped != text.strip("\r\n"):
        return unwrapped
    if len(text) <= _MOST_OF_A_SENTENCE and (sentence := _SENTENCE.fullmatch(text.strip())):
        return next(sentence[name] for name in ("code", "bold", "boxed") if sentence[name] is not None)
    blocks = find_fenced_blocks(text)
    return blocks[0].content.strip("\r\n") if len(blocks) == 1 and blocks[0].closed else unwrapped


def _used_up(reply: str, max_tokens: int | None) -> bool:
    if max_tokens is None or len(reply) < max_tokens:
        return False
    return len(reply) >= 2 * max_tokens or not reply.rstrip().endswith(_FINISHED)
