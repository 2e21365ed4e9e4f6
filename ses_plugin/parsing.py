"""Read an answer out of a model's text: pure, bounded, and never an exception.

A predicted output stands between `<output>` and `</output>`, after the reasoning if there is any. The last
complete block counts. An answer or a reasoning that was cut off is no answer.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ses_plugin.syntax import is_program

MAX_CHARACTERS = 1_000_000
"""Of a longer text only the end is read."""

_BLOCK_OPENS = re.compile(r"<output>", re.IGNORECASE)
_BLOCK_CLOSES = re.compile(r"</output>", re.IGNORECASE)
_INPUT_TAG = re.compile(r"<(/?)input>", re.IGNORECASE)
_THINK_OPENS = re.compile(r"<(think|thinking|reasoning|thought)>", re.IGNORECASE)
_THINK_CLOSES = re.compile(r"</(think|thinking|reasoning|thought)>", re.IGNORECASE)
_FENCE_OPENS = re.compile(r"```[\w+-]*[ \t]*\n")
_QUOTED = re.compile(r"\s*`(?P<body>[^`\n]+)`\s*")
_CODE = re.compile(
    r"^[ \t]*```[ \t]*(?:python3?|py)?[ \t]*\n(?P<body>.*?)^[ \t]*```", re.DOTALL | re.MULTILINE | re.I
)
_SUBMIT = re.compile(r"\W*submit\W*", re.IGNORECASE)
_FINISHED = (*".!?:;)]}>\"'`*|", "</s>")


class Status(StrEnum):
    """What became of the answer."""

    ANSWERED = "answered"
    MISSING = "missing"
    TRUNCATED = "truncated"


@dataclass(frozen=True, slots=True)
class Answer:
    """A predicted output, or why there is none. `text` is empty unless `status` is ANSWERED."""

    status: Status
    text: str = ""


def read_answer(reply: str, max_tokens: int | None = None, *, bare: bool = False) -> Answer:
    """Return the output that `reply` predicts.

    `bare` is for a model that was asked for the output alone: a reply without any tag is then the answer
    itself, as a whole, so that the task measures the prediction and not the habit of writing tags.

    `max_tokens` is what the model was allowed to write. A reply without an answer block is TRUNCATED if
    it ends inside a block or inside its reasoning, or if by its length it has used up `max_tokens`: it
    has two characters for each of them, or one and does not end like a finished text; else it is MISSING.
    """
    reply = reply[-MAX_CHARACTERS:]
    text, thinking = after_reasoning(reply)
    if thinking:
        return Answer(Status.TRUNCATED)
    block = _last_block(text)
    if block is not None:
        return Answer(Status.ANSWERED, _unwrapped(block))
    if _BLOCK_OPENS.search(text) or _used_up(reply, max_tokens):
        return Answer(Status.TRUNCATED)
    if bare and text.strip() and not _BLOCK_CLOSES.search(text):
        return Answer(Status.ANSWERED, _unwrapped(text))
    return Answer(Status.MISSING)


def read_code(reply: str) -> str | None:
    """Return the last complete code block of `reply`, after its reasoning; None if there is none.

    Blocks that name another language than Python do not count. A reply that is a program as a whole,
    without any fence, counts as one.
    """
    text, thinking = after_reasoning(reply[-MAX_CHARACTERS:])
    if thinking:
        return None
    blocks = [match["body"] for match in _CODE.finditer(text) if match["body"].strip()]
    if blocks:
        return textwrap.dedent(blocks[-1])
    return text if "```" not in text and is_program(text) else None


def read_decision(reply: str) -> str | Status:
    """Return the new code of a fixing turn; ANSWERED if the old code is submitted, MISSING if neither."""
    code = read_code(reply)
    if code is not None and not _SUBMIT.fullmatch(code):
        return code
    text, thinking = after_reasoning(reply[-MAX_CHARACTERS:])
    lines = [line for line in text.splitlines() if line.strip("` \t")]
    submitted = (
        not thinking and bool(lines) and bool(_SUBMIT.fullmatch(lines[-1]) or _SUBMIT.fullmatch(lines[0]))
    )
    return Status.ANSWERED if submitted else Status.MISSING


def read_inputs(reply: str, most: int) -> list[str]:
    """Return the first `most` different test inputs of a reply, in its order, each ended by a newline."""
    text, _ = after_reasoning(reply[-MAX_CHARACTERS:])
    found = (_unwrapped(body) + "\n" for body in _input_blocks(text))
    return list(dict.fromkeys(found))[:most]


def after_reasoning(reply: str) -> tuple[str, bool]:
    """Return the text after the reasoning, and whether the reasoning never ended.

    A chat template may have opened the reasoning, so a closing tag alone ends it too.
    """
    end = max((match.end() for match in _THINK_CLOSES.finditer(reply)), default=0)
    text = reply[end:]
    opened = _THINK_OPENS.match(text.lstrip())
    return text, opened is not None


def answer_block(output: str) -> str:
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
    if opened is None or not text.endswith("```") or len(text) < opened.end() + 3:
        return block
    return text[opened.end() : -3].rstrip(" \t").removesuffix("\n")


def _input_blocks(text: str) -> Iterator[str]:
    """Yield what stands between the tags; one pass, where a pattern would look ahead from each tag anew."""
    start = None
    for tag in _INPUT_TAG.finditer(text):
        if start is None and not tag[1]:
            start = tag.end()
        elif start is not None and tag[1]:
            yield text[start : tag.start()]
            start = None


def _used_up(reply: str, max_tokens: int | None) -> bool:
    if max_tokens is None or len(reply) < max_tokens:
        return False
    return len(reply) >= 2 * max_tokens or not reply.rstrip().endswith(_FINISHED)
