"""The text of a reply whose content is a list of parts, as reasoning models of Mistral and others send it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_REASONING = ("thinking", "reasoning", "redacted_thinking")
_TEXTS = ("text", "thinking", "reasoning", "refusal", "value")
_DEPTH = 4


def split_content(content: Any) -> tuple[str, str]:
    """Return the text of a message's content, and the reasoning in it. Parts that are neither are left out.

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
    """Return a part's text: it is one, or has one, or parts that have: {"text": {"value": …}}."""
    if isinstance(part, str):
        return part
    if isinstance(part, list) and depth:
        return "".join(_text(one, depth - 1) for one in part)
    if isinstance(part, Mapping) and depth:
        return next(filter(None, (_text(part.get(name), depth - 1) for name in _TEXTS)), "")
    return ""
