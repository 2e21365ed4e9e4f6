"""Parse the messages of a chat, also of one rendered by a chat template; find where few-shot examples end."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_DONE = "[DONE]"  # the end of an answer in MBPP's prompts
_NUMBER = r"(?:\ ?\#?\d{1,3})?"  # "Question 1", "Question #2"
# "Question:", "**Question**:", "Question 1" at the end of a line, "### Question"
_EXAMPLE_ENDS = r"(?:\*\*)? [ \t]* (?: : | (?<=\d)$ | (?(head)$|(?!)) )"
_LABEL = re.compile(
    rf"""
    ^[ \t]* (?: (?P<head>\#{{1,5}}\ *) | -\  | >>>\ * | \*\* )?             # "### ", "- ", "**"
    (?:
        (?P<problem> (?:coding\ )? (?:question|problem|task|instructions?|prompt|exercise|user|human|q) )
        {_NUMBER} {_EXAMPLE_ENDS}                                          # "Coding problem 2:"
      | (?P<answer> answer|response|solution|completion|code|assistant|a )
        {_NUMBER} {_EXAMPLE_ENDS}                                          # "### Response"
      | (?P<turn> now\ (?:solve|do|write|complete|it)\b                    # "Now solve this one"
                | now,\ | your\ turn\b )                                   # "Your turn"
    )
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)


def start_of_last_problem(text: str) -> int:
    """Return where the last problem of `text` begins: 0, or the end of the few-shot examples.

    A solved problem ends in `[DONE]`, or is shown by labels: "Question:", "Answer:", then "Question:" again.
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
      <\|im_start\|> (?P<chatml>\w+) \n?                                 # <|im_start|>user (ChatML, Qwen)
    | <\|start_header_id\|> (?P<llama3>\w+) <\|end_header_id\|> \n*      # Llama 3
    | <start_of_turn> (?P<gemma>\w+) \n?                                 # <start_of_turn>model (Gemma)
    | <\|start_of_role\|> (?P<granite>\w+) <\|end_of_role\|>             # Granite
    | <\|start\|> (?P<harmony>\w+) (?:<\|channel\|>\w+)? <\|message\|>   # <|start|>user<|message|> (gpt-oss)
    | <\|START_OF_TURN_TOKEN\|><\| (?P<command>\w+?) _TOKEN\|>           # <|USER_TOKEN|> (Command)
    | <\| (?P<phi>system|user|assistant) \|> \n?                         # <|user|> (Phi)
    | <｜ (?P<deepseek>User|Assistant) ｜>                               # DeepSeek
    | \[(?P<mistral>/?INST)\]                                            # [INST] (Llama 2, Mistral)
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
    """One message of a chat; `number` counts from 0."""

    role: str
    text: str
    number: int


def parse_messages(messages: Sequence[Any]) -> list[Message]:
    """Return the messages of an OpenAI chat; the texts of a list of parts are joined by line breaks."""
    return [
        Message(str(_field(message, "role")), _text(_field(message, "content")), number)
        for number, message in enumerate(messages)
    ]


def parse_chat_template(context: str) -> list[Message]:
    """Return the messages of a text with a chat template's marks, [] if it has none."""
    opens = list(_OPENS.finditer(context))
    ends = [*(match.start() for match in opens[1:]), len(context)]
    return [
        Message(_role(match), _without_end_mark(context[match.end() : end]), number)
        for number, (match, end) in enumerate(zip(opens, ends, strict=False))
    ]


def _field(message: Any, name: str) -> Any:
    """Return a field of a message or a part, which is a mapping or an object of a client library."""
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


def _without_end_mark(text: str) -> str:
    """Return a message's text without the mark that ends it; the text of an open message stays as it is."""
    stripped = text.rstrip()
    end = next((end for end in _ENDS if stripped.endswith(end)), None)
    return _LLAMA2_SYSTEM.sub("", text if end is None else stripped.removesuffix(end))
