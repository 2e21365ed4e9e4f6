"""The log of a flow's requests to models: which prompts it sent, and how long each reply was.

A sample keeps hashes of the prompts, not their texts: with the hashes, prompts can be built again from the
prompt set, and it is certain whether they are those that were sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypedDict, TypeVar, cast

from ses_plugin.extraction import seems_truncated
from ses_plugin.prompts import PromptSet
from ses_plugin.strategies.flow import Completions, Flow, Request, Response, SampleRequest

T = TypeVar("T")

_HASH_DIGITS = 16


class PromptRecord(TypedDict):
    """What identifies the prompts of a sample.

    `set` is the name of the prompt set, `sha256` the hash of its texts, and `requests` has the `prompt_hash`
    of each prompt that was sent.
    """

    set: str
    sha256: str
    requests: list[str]


@dataclass(frozen=True, slots=True)
class ReplyLength:
    """The tokens of a reply, None if unknown, and whether it ended at the token limit."""

    tokens: int | None
    truncated: bool


@dataclass(slots=True)
class RequestLog:
    """The hashes of the prompts of a flow, and the length of each reply, by its text."""

    prompts: set[str] = field(default_factory=set)
    replies: dict[str, ReplyLength] = field(default_factory=dict)

    def add(self, request: SampleRequest, response: Response) -> None:
        """Log a request and its response."""
        self.prompts.add(prompt_hash(request.prompt))
        if not isinstance(response, Completions):
            return
        most = request.sampling.max_tokens
        counts: Iterable[int | None] = response.completion_tokens or (None,) * len(response.texts)
        for text, tokens in zip(response.texts, counts, strict=True):
            cut = seems_truncated(text, most) if tokens is None else tokens >= most
            self.replies[text] = ReplyLength(tokens, cut)

    def record(self, name: str, prompts: PromptSet) -> PromptRecord:
        """Return the record of the prompts, which were made from the prompt set `name`."""
        return {"set": name, "sha256": prompts.sha256, "requests": sorted(self.prompts)}


def prompt_hash(prompt: str) -> str:
    """Return the beginning of the SHA-256 of a prompt."""
    return hashlib.sha256(prompt.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_DIGITS]


def with_request_log(flow: Flow[T]) -> Flow[tuple[T, RequestLog]]:
    """Drive `flow`; return its result and the log of its requests to models."""
    log = RequestLog()
    try:
        requests: tuple[Request, ...] = next(flow)
        while True:
            responses = yield requests
            for request, response in zip(requests, responses, strict=True):
                if isinstance(request, SampleRequest):
                    log.add(request, response)
            requests = flow.send(responses)
    except StopIteration as stop:
        return cast(T, stop.value), log
    finally:
        flow.close()
