"""What an endpoint of OpenAI's API has to offer, so that problems can be solved through it; chat completions.

Chat completions are the endpoint that every compatible server has.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

from openai import OpenAIError

from ses_plugin.service.provider_differences import split_content
from ses_plugin.service.request import FIELD, Passthrough
from ses_plugin.strategies import Role, SamplingParams

JSONObject = Mapping[str, Any]
"""A JSON object."""

_ACCOUNT_PARAMS = ("store", "service_tier", "user", "safety_identifier")
"""Parameters about the user and the handling of a request. They hold for all calls made for it."""

_REASONING_PARAMS = ("reasoning_effort", "reasoning", "chat_template_kwargs")
"""Parameters about the model's reasoning. Another model may not know them."""


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One call of a model: to the user's own request (`chat_request`, as JSON), or to `prompt`.

    Greedy calls have no seed and the index 0, so that equal ones compare equal and are made once.
    """

    role: Role
    model: str
    prompt: str
    chat_request: str
    sampling: SamplingParams
    seed: int | None
    index: int


@dataclass(frozen=True, slots=True)
class ServerCompletion:
    """One reply of a server: its text, and all that the server sent (`body`).

    `truncated`: the reply ended at the token limit, or within its reasoning. Token counts are None if the
    server did not send them.
    """

    text: str
    truncated: bool
    body: JSONObject
    usage: JSONObject | None
    prompt_tokens: int | None
    completion_tokens: int | None


@dataclass(frozen=True, slots=True)
class FinalAnswer:
    """The answer to the user's request `body`: replies, the best first.

    A reply has the completion that it came in, or None if no model wrote it as it is (a repaired program).
    `usage` is the sum over all calls, or None if a call has none. `report` goes into the field `ses`.
    """

    body: JSONObject
    replies: tuple[tuple[str, ServerCompletion | None], ...]
    usage: JSONObject | None
    report: JSONObject


class StreamEvents(Protocol):
    """The events of one streamed answer, as JSON objects."""

    def begin(self) -> Iterable[JSONObject]:
        """Return the events that open the stream."""

    def progress(self, line: str) -> Iterable[JSONObject]:
        """Return the events that show the summary of a round, as reasoning."""

    def end(self, final: FinalAnswer) -> Iterable[JSONObject]:
        """Return the events with the answer."""


class Endpoint(Protocol):
    """One endpoint: how its requests are read and written, and its answers."""

    def chat_body(self, body: JSONObject) -> JSONObject | Passthrough:
        """Return a request in the form of chat completions; `Passthrough` if it has no such form."""

    def call_body(self, body: JSONObject, call: ModelCall) -> dict[str, Any]:
        """Return the request of one call that is made for the user's request `body`."""

    def parse_response(self, body: JSONObject) -> ServerCompletion:
        """Return the reply in a server's response. Raises OpenAIError if there is none."""

    def empty_usage(self) -> JSONObject:
        """Return the usage of no call."""

    def response_body(self, final: FinalAnswer) -> JSONObject:
        """Return the answer as one JSON object."""

    def events(self, body: JSONObject) -> StreamEvents:
        """Return the events of a new streamed answer to the request `body`."""

    def encode_event(self, event: JSONObject) -> bytes:
        """Return an event as a server-sent event."""

    def end_of_stream(self) -> bytes:
        """Return what is sent after all events."""


def inherited_params(body: JSONObject, call: ModelCall) -> dict[str, Any]:
    """Return the parameters that a call with a prompt of ours takes over from the user's request."""
    names = _ACCOUNT_PARAMS + (_REASONING_PARAMS if call.model == body.get("model") else ())
    return {name: body[name] for name in names if body.get(name) is not None}


def parse_body(response: Any) -> JSONObject:
    """Return a server's response as a JSON object. Raises OpenAIError if it is none.

    The client gives text where the server did not declare its response as JSON.
    """
    try:
        body = json.loads(response) if isinstance(response, str) else response
    except ValueError:
        raise bad_response(response) from None
    if not isinstance(body, Mapping):
        raise bad_response(response)
    return body


def make_completion(
    body: JSONObject, text: str, truncated: bool, token_fields: tuple[str, str]
) -> ServerCompletion:
    """Return the completion in `body`. `token_fields` name its prompt and completion tokens in `usage`."""
    usage = body.get("usage")
    usage = usage if isinstance(usage, Mapping) else None
    prompt_tokens, completion_tokens = ((usage or {}).get(name) for name in token_fields)
    return ServerCompletion(
        text,
        truncated,
        body,
        usage,
        prompt_tokens if isinstance(prompt_tokens, int) else None,
        completion_tokens if isinstance(completion_tokens, int) else None,
    )


def bad_response(response: Any) -> OpenAIError:
    """Return the error for a server's response without a reply."""
    return OpenAIError(f"the server's response has no reply in it: {str(response)[:200]!r}")


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
