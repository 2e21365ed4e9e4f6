"""What an endpoint of OpenAI's API has to offer, so that problems can be solved through it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from openai import OpenAIError

from ses_plugin.service.request import Passthrough
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
