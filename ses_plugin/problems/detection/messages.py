"""The messages of a chat, also of one rendered by a chat template, and where few-shot examples end."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_DONE = "[DONE]"
_NUMBER = r"(?:\ ?\#?\d{1,3})?"
_EXAMPLE_ENDS = r"(?:\*\*)? [ \t]* (?: : | (?<=\d)$ | (?(head)$|(?!)) )"
_LABEL = re.compile(
    rf"""
    ^[ \t]* (?: (?P<head>\#{{1,5}}\ *) | -\  | >>>\ * | \*\* )?
    (?:
        (?P<problem> (?:coding\ )? (?:question|problem|task|instructions?|prompt|exercise|user|human|q) )
        {_NUMBER} {_EXAMPLE_ENDS}
      | (?P<answer> answer|response|solution|completion|code|assistant|a ) {_NUMBER} {_EXAMPLE_ENDS}
      | (?P<turn> now\ (?:solve|do|write|complete|it)\b | now,\ | your\ turn\b )
    )
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)


def start_of_last_problem(text: str) -> int:
    """Return where the last problem of `text` begins: 0, or behind problems that are shown with answers.

    The signs of a solved problem are `[DONE]`, and labels: "Question:", then "Answer:", then "Question:".
    """
    done = text.rfind(_DONE) + len(_DONE) if _DONE in text else 0
    if done and text[done:].strip():
        return done
    start, answered = 0, False
    for match in _LABEL.finditer(text):
        if match["answer"]:
            answered = True
        elif answered:
            start, answered = match.start(), False
    return start


_OPENS = re.compile(
    r"""
      <\|im_start\|> (?P<chatml>\w+) \n?
    | <\|start_header_id\|> (?P<llama3>\w+) <\|end_header_id\|> \n*
    | <start_of_turn> (?P<gemma>\w+) \n?
    | <\|start_of_role\|> (?P<granite>\w+) <\|end_of_role\|>
    | <\|start\|> (?P<harmony>\w+) (?:<\|channel\|>\w+)? <\|message\|>
    | <\|START_OF_TURN_TOKEN\|><\| (?P<command>\w+?) _TOKEN\|>
    | <\| (?P<phi>system|user|assistant) \|> \n?
    | <｜ (?P<deepseek>User|Assistant) ｜>
    | \[(?P<mistral>/?INST)\]
    """,
    re.VERBOSE,
)
_ENDS = (
    "<|im_end|>",
    "<|eot_id|>",
    "<end_of_turn>",
    "<|end|>",
    "<|end_of_text|>",
    "<|endoftext|>",
    "<|END_OF_TURN_TOKEN|>",
    "<｜end▁of▁sentence｜>",
    "</s>",
)
_ROLES = {"model": "assistant", "chatbot": "assistant", "inst": "user", "/inst": "assistant", "human": "user"}
_LLAMA2_SYSTEM = re.compile(r"<<SYS>>.*?<</SYS>>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Message:
    """What one role said; `number` is the message's, from 0."""

    role: str
    text: str
    number: int


def parse_messages(messages: Sequence[Any]) -> list[Message]:
    """Return the messages of an OpenAI chat. Of a list of parts the texts count, a line for each."""
    return [
        Message(str(_field(message, "role")), _text(_field(message, "content")), number)
        for number, message in enumerate(messages)
    ]


def parse_chat_template(context: str) -> list[Message]:
    """Return the messages of a text with the marks of a chat template, [] if there are none."""
    opens = list(_OPENS.finditer(context))
    ends = [*(match.start() for match in opens[1:]), len(context)]
    return [
        Message(_role(match), _said(context[match.end() : end]), number)
        for number, (match, end) in enumerate(zip(opens, ends, strict=False))
    ]


def _field(message: Any, name: str) -> Any:
    """Return a field of a message or a part: of a mapping, or of an object as clients return them."""
    return message.get(name) if isinstance(message, Mapping) else getattr(message, name, None)


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    if not isinstance(content, Sequence):
        return ""
    parts = [part if isinstance(part, str) else _part(part) for part in content]
    return "\n".join(part for part in parts if part)


def _part(part: Any) -> str:
    text = _field(part, "text")
    return text if isinstance(text, str) else ""


def _role(match: re.Match[str]) -> str:
    name = str(next(filter(None, match.groups()))).lower()
    return _ROLES.get(name, name)


def _said(text: str) -> str:
    """Return a message's text without the mark that ends it; one that is not ended yet stays as it is."""
    stripped = text.rstrip()
    end = next((end for end in _ENDS if stripped.endswith(end)), None)
    return _LLAMA2_SYSTEM.sub("", text if end is None else stripped.removesuffix(end))
