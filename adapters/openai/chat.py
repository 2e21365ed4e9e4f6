"""Chat completions: the endpoint that every compatible server has."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from ses_plugin.adapters.openai.endpoints import (
    FinalAnswer,
    JSONObject,
    ModelCall,
    ServerCompletion,
    bad_response,
    inherited_params,
    parse_body,
    token_count,
)
from ses_plugin.service.content_parts import split_content
from ses_plugin.service.report import FIELD


class ChatCompletionsEndpoint:
    """The endpoint `/chat/completions`."""

    def chat_body(self, body: JSONObject) -> JSONObject:
        """Return the request as it is."""
        return body

    def call_body(self, body: JSONObject, call: ModelCall) -> dict[str, Any]:
        """Return the request of one call. The limit of tokens has the name that the user's request has."""
        limit = "max_completion_tokens" if "max_completion_tokens" in body else "max_tokens"
        asked: dict[str, Any]
        if call.chat_request:
            asked = json.loads(call.chat_request)
        else:
            asked = {"messages": [{"role": "user", "content": call.prompt}], **inherited_params(body, call)}
        asked |= {"model": call.model, "temperature": call.sampling.temperature}
        asked[limit] = call.sampling.max_tokens
        if call.seed is not None:
            asked["seed"] = call.seed
            if call.sampling.top_p < 1:  # some models take one of the two alone
                asked["top_p"] = call.sampling.top_p
        return asked

    def parse_response(self, row: Any) -> ServerCompletion:
        """Return the completion in a server's answer. Raises OpenAIError if there is none."""
        row = parse_body(row)
        try:
            choice, usage = row["choices"][0], row.get("usage")
            message = choice["message"]
            content = message.get("content")
            # Beside no text reasoning in a field of its own was cut off.
            thought = message.get("reasoning_content") or message.get("reasoning")
        except (TypeError, LookupError, AttributeError):
            raise bad_response(row) from None
        text, reasoning = split_content(content)
        return ServerCompletion(
            text=text,
            truncated=choice.get("finish_reason") == "length" or (not text and bool(thought or reasoning)),
            body=row,
            usage=usage if isinstance(usage, Mapping) else None,
            prompt_tokens=token_count(usage, "prompt_tokens"),
            completion_tokens=token_count(usage, "completion_tokens"),
        )

    def empty_usage(self) -> JSONObject:
        """Return the usage of no call."""
        return {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}

    def response_body(self, final: FinalAnswer) -> JSONObject:
        """Return a chat completion: the best reply's own, with all replies as its choices."""
        _, best = final.replies[0]
        own = best.body if best else _head(final.body, "chat.completion")
        choices = [_choice(index, *reply) for index, reply in enumerate(final.replies)]
        return {**own, "choices": choices, "usage": final.usage, FIELD: final.report}

    def events(self, body: JSONObject) -> ChatEvents:
        """Return a new streamed answer."""
        return ChatEvents(body)

    def encode_event(self, event: JSONObject) -> bytes:
        """Return a chunk as it is sent."""
        return b"data: " + json.dumps(event).encode() + b"\n\n"

    def end_of_stream(self) -> bytes:
        """Return the mark of the end."""
        return b"data: [DONE]\n\n"


class ChatEvents:
    """One streamed chat completion, as chunks."""

    def __init__(self, body: JSONObject) -> None:
        self._head = _head(body, "chat.completion.chunk")
        options = body.get("stream_options")
        self._counts = isinstance(options, Mapping) and bool(options.get("include_usage"))

    def begin(self) -> Iterator[JSONObject]:
        """Name the role."""
        yield self._chunk(0, {"role": "assistant", "content": ""})

    def progress(self, line: str) -> Iterator[JSONObject]:
        """Tell of a round as reasoning."""
        yield self._chunk(0, {"reasoning_content": line})

    def end(self, final: FinalAnswer) -> Iterator[JSONObject]:
        """Give the choices, line by line, then why each ended; the last of these chunks has the report."""
        for index, (text, completion) in enumerate(final.replies):
            choice = _choice(index, text, completion)
            told = {name: value for name, value in choice["message"].items() if value and name != "content"}
            if index == 0:
                told.pop("role", None)  # it is said once
            if told:
                yield self._chunk(index, told)
            for line in text.splitlines(keepends=True):
                yield self._chunk(index, {"content": line})
            end = self._chunk(index, {}, choice["finish_reason"])
            yield end if index < len(final.replies) - 1 else {**end, FIELD: final.report}
        if self._counts:
            yield {**self._head, "choices": [], "usage": final.usage}

    def _chunk(self, index: int, delta: JSONObject, finish_reason: str | None = None) -> dict[str, Any]:
        choice = {"index": index, "delta": delta, "finish_reason": finish_reason, "logprobs": None}
        return {**self._head, "choices": [choice]}


def _head(body: JSONObject, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-ses-{uuid4().hex}",
        "object": kind,
        "created": int(time.time()),
        "model": body.get("model"),
    }


def _choice(index: int, text: str, completion: ServerCompletion | None) -> dict[str, Any]:
    """Return a reply as the model gave it, or as it would have."""
    if completion is not None:
        choice: dict[str, Any] = completion.body["choices"][0]
        return {"finish_reason": "stop", **choice, "index": index}
    message = {"role": "assistant", "content": text}
    return {"index": index, "message": message, "finish_reason": "stop", "logprobs": None}
