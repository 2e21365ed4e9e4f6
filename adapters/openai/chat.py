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
    make_completion,
)
from ses_plugin.service.content_parts import split_content
from ses_plugin.service.report import FIELD


class ChatCompletionsEndpoint:
    """The endpoint `/chat/completions`."""

    def chat_body(self, body: JSONObject) -> JSONObject:
        """Return the request as it is."""
        return body

    def call_body(self, body: JSONObject, call: ModelCall) -> dict[str, Any]:
        """Return the request of one call. The token limit has the name that the user's request gives it."""
        limit = "max_completion_tokens" if "max_completion_tokens" in body else "max_tokens"
        request: dict[str, Any]
        if call.chat_request:
            request = json.loads(call.chat_request)
        else:
            request = {
                "messages": [{"role": "user", "content": call.prompt}],
                **inherited_params(body, call),
            }
        request |= {"model": call.model, "temperature": call.sampling.temperature}
        request[limit] = call.sampling.max_tokens
        if call.seed is not None:
            request["seed"] = call.seed
            if call.sampling.top_p < 1:  # some models refuse temperature and top_p together
                request["top_p"] = call.sampling.top_p
        return request

    def parse_response(self, body: JSONObject) -> ServerCompletion:
        """Return the reply in a server's response. Raises OpenAIError if there is none."""
        try:
            choice = body["choices"][0]
            message = choice["message"]
            text, reasoning_parts = split_content(message.get("content"))
            reasoning = message.get("reasoning_content") or message.get("reasoning") or reasoning_parts
            truncated = choice.get("finish_reason") == "length"
        except (TypeError, LookupError, AttributeError):
            raise bad_response(body) from None
        # Reasoning without a text was cut off, whatever `finish_reason` says.
        truncated = truncated or (not text and bool(reasoning))
        return make_completion(body, text, truncated, ("prompt_tokens", "completion_tokens"))

    def empty_usage(self) -> JSONObject:
        """Return the usage of no call."""
        return {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}

    def response_body(self, final: FinalAnswer) -> JSONObject:
        """Return the chat completion of the best reply, with all replies as its choices."""
        _, best = final.replies[0]
        completion = best.body if best else _head(final.body, "chat.completion")
        choices = [_choice(index, *reply) for index, reply in enumerate(final.replies)]
        return {**completion, "choices": choices, "usage": final.usage, FIELD: final.report}

    def events(self, body: JSONObject) -> ChatEvents:
        """Return the chunks of a new streamed answer."""
        return ChatEvents(body)

    def encode_event(self, event: JSONObject) -> bytes:
        """Return a chunk as a server-sent event."""
        return b"data: " + json.dumps(event).encode() + b"\n\n"

    def end_of_stream(self) -> bytes:
        """Return the mark that ends the stream."""
        return b"data: [DONE]\n\n"


class ChatEvents:
    """The chunks of one streamed chat completion."""

    def __init__(self, body: JSONObject) -> None:
        self._head = _head(body, "chat.completion.chunk")
        options = body.get("stream_options")
        self._has_usage = isinstance(options, Mapping) and bool(options.get("include_usage"))

    def begin(self) -> Iterator[JSONObject]:
        """Yield the chunk with the role."""
        yield self._chunk(0, {"role": "assistant", "content": ""})

    def progress(self, line: str) -> Iterator[JSONObject]:
        """Yield the summary of a round as reasoning."""
        yield self._chunk(0, {"reasoning_content": line})

    def end(self, final: FinalAnswer) -> Iterator[JSONObject]:
        """Yield each choice line by line and its finish reason; the last of these chunks has the report."""
        for index, (text, completion) in enumerate(final.replies):
            choice = _choice(index, text, completion)
            extras = {name: value for name, value in choice["message"].items() if value and name != "content"}
            if index == 0:
                extras.pop("role", None)  # the first chunk has it
            if extras:
                yield self._chunk(index, extras)
            for line in text.splitlines(keepends=True):
                yield self._chunk(index, {"content": line})
            end = self._chunk(index, {}, choice["finish_reason"])
            yield end if index < len(final.replies) - 1 else {**end, FIELD: final.report}
        if self._has_usage:
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
    """Return a reply as the choice that the model sent, or as a new one if no model sent it."""
    if completion is not None:
        choice: dict[str, Any] = completion.body["choices"][0]
        return {"finish_reason": "stop", **choice, "index": index}
    message = {"role": "assistant", "content": text}
    return {"index": index, "message": message, "finish_reason": "stop", "logprobs": None}
