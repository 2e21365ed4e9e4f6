"""Replies of which nothing but reasoning came: servers keep it in a field of its own, which lm-eval drops."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping
from typing import Any

_FIELDS = ("reasoning_content", "reasoning")
_MODULE = "lm_eval.models.openai_completions"


class OnlyReasoning(str):
    """An empty reply whose reasoning was cut off. To all else it is the text that lm-eval makes of it."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Callable[..., str], tuple[str]]:
        """Be kept as a plain text, for caches are read without this package too."""
        return str, (str(self),)


def install_cut_reasoning() -> None:
    """Mark such replies of lm-eval's chat API, if it is in use; their text stays what it is."""
    cls = getattr(sys.modules.get(_MODULE), "LocalChatCompletion", None)
    if cls is None or getattr(cls.parse_generations, "marks_reasoning", False):
        return
    parse = cls.parse_generations

    @functools.wraps(parse)
    def marking(self: Any, outputs: Any, **kwargs: Any) -> list[Any]:
        texts = parse(self, outputs, **kwargs)
        messages = _messages(outputs)
        if len(messages) != len(texts):
            return list(texts)
        return [
            OnlyReasoning("") if not text and _has_reasoning(message) else text
            for text, message in zip(texts, messages, strict=True)
        ]

    marking.marks_reasoning = True  # type: ignore[attr-defined]
    cls.parse_generations = marking


def _messages(outputs: Any) -> list[Any]:
    """Return the messages in the order of lm-eval's texts: of each answer by the index of the choice."""
    answers = outputs if isinstance(outputs, list) else [outputs]
    try:
        return [
            choice["message"]
            for answer in answers
            for choice in sorted(answer["choices"], key=lambda choice: int(choice["index"]))
        ]
    except (KeyError, TypeError, ValueError):
        return []


def _has_reasoning(message: Any) -> bool:
    return isinstance(message, Mapping) and any(message.get(name) for name in _FIELDS)
