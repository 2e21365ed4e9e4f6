"""What is told beside an answer: of a plain one why nothing was verified, in a stream how it was found."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from copy import copy
from typing import Any

import openai
from openai.types.chat import ChatCompletionChunk

from ses_plugin.chat.report import FIELD, plain_report
from ses_plugin.chat.request import Plain, passed_on

Change = Callable[[Any], Any]
"""What is done to an answer, or to each chunk of a streamed one."""


def told(options: Any, plain: Plain) -> Any:
    """Return a request without anything of ours, whose answer, or each chunk of it, will have our field."""
    report = plain_report(plain)

    def with_report(parsed: Any) -> Any:
        if isinstance(parsed, openai.BaseModel):
            setattr(parsed, FIELD, report)
        return parsed

    sent = _changing(options, with_report)
    if options.extra_json is not None:
        sent.extra_json = passed_on(options.extra_json)
    return sent


def joinable(options: Any) -> Any:
    """Return a request whose streamed chat completion, put together by the client, will have our field.

    The client (`.stream()`, `ChatCompletionStreamState`) takes fields that it does not know from the first
    chunk alone. Ours is known with the last one. So the first one gives it a dictionary to be filled then.
    """
    report: dict[str, Any] | None = None

    def joining(chunk: Any) -> Any:
        nonlocal report
        if not isinstance(chunk, ChatCompletionChunk):
            return chunk
        if report is None:
            report = {}
            return _first(chunk, report)
        report |= (chunk.model_extra or {}).get(FIELD) or {}
        return chunk

    return _changing(options, joining)


def _first(chunk: ChatCompletionChunk, report: dict[str, Any]) -> ChatCompletionChunk:
    class First(ChatCompletionChunk):  # type: ignore[misc]  # mypy does not follow openai
        def to_dict(self, **how: Any) -> dict[str, object]:
            return {**super().to_dict(**how), FIELD: report}

    first: ChatCompletionChunk = First.construct(**chunk.to_dict())
    return first


def _changing(options: Any, change: Change) -> Any:
    """Return a request whose answer, or each chunk of it, is changed when the client has read it."""
    sent, read = copy(options), options.post_parser

    def read_and_changed(parsed: Any) -> Any:
        parsed = read(parsed) if callable(read) else parsed
        if isinstance(parsed, openai.Stream):
            parsed._iterator = map(change, parsed._iterator)
        elif isinstance(parsed, openai.AsyncStream):
            parsed._iterator = _each(change, parsed._iterator)
        return change(parsed)

    sent.post_parser = read_and_changed
    return sent


async def _each(change: Change, chunks: AsyncIterator[Any]) -> AsyncIterator[Any]:
    async for chunk in chunks:
        yield change(chunk)
