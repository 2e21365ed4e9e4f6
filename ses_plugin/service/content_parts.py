"""Splits a message's content into text and reasoning: models such as Mistral's send a list of parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_REASONING = ("thinking", "reasoning", "redacted_thinking")
_TEXTS = ("text", "thinking", "reasoning", "refusal", "value")
_DEPTH = 4


def split_content(content: Any) -> tuple[str, str]:
    """Return the text and the reasoning in a message's content, without other parts.

    Example:
        split_content([{"type": "thinking", "thinking": [{"type": "text", "text": "2 + 2"}]}, {"text": "4"}])
        # ("4", "2 + 2")
    """
    text: list[str] = []
    reasoning: list[str] = []
    for part in content if isinstance(content, list) else [content]:
        is_reasoning = isinstance(part, Mapping) and part.get("type") in _REASONING
        (reasoning if is_reasoning else text).append(_text(part, _DEPTH))
    return "".join(text), "".join(reasoning)


def _text(part: Any, depth: int) -> str:
    """Return the text of a part: a string, a list of parts, or an object such as {"text": {"value": …}}."""
    if isinstance(part, str):
        return part
    if isinstance(part, list) and depth:
        return "".join(_text(item, depth - 1) for item in part)
    if isinstance(part, Mapping) and depth:
        return next(filter(None, (_text(part.get(name), depth - 1) for name in _TEXTS)), "")
    return ""
