"""What an endpoint of the API has to offer, so that problems can be solved through it."""

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

_HANDLING = ("store", "service_tier", "user", "safety_identifier")
"""What a request says of all that is done for it."""

_THINKING = ("reasoning_effort", "reasoning", "chat_template_kwargs")
"""What it says of how its model thinks."""


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One reply that is wanted: to the user's own request (`chat_request`, as JSON), or to `prompt`.

    Greedy ones have no seed and no number: they are the same.
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
    """One reply that came: its text, and all that the server sent (`body`). Tokens are None if not known.

    `truncated` if it ended at the limit of tokens, or in its reasoning.
    """

    text: str
    truncated: bool
    body: JSONObject
    usage: JSONObject | None
    prompt_tokens: int | None
    completion_tokens: int | None


@dataclass(frozen=True, slots=True)
class FinalAnswer:
    """What the user's request (`body`) is answered with: replies, the best first.

    A reply has the completion that it was, None if it was made of several. `usage` is the sum over all calls,
    None if one has none; `report` goes into the field `ses`.
    """

    body: JSONObject
    replies: tuple[tuple[str, ServerCompletion | None], ...]
    usage: JSONObject | None
    report: JSONObject


class StreamEvents(Protocol):
    """One streamed answer: JSON objects to be sent, at its beginning, after each round, and at its end."""

    def begin(self) -> Iterable[JSONObject]:
        """Say who answers."""

    def progress(self, line: str) -> Iterable[JSONObject]:
        """Tell of a round, as reasoning."""

    def end(self, final: FinalAnswer) -> Iterable[JSONObject]:
        """Give the answer."""


class Endpoint(Protocol):
    """One endpoint: how requests are read and written there, and answers."""

    def chat_body(self, body: JSONObject) -> JSONObject | Passthrough:
        """Return a request in the form of chat completions; `Passthrough` if it has none."""

    def call_body(self, body: JSONObject, call: ModelCall) -> dict[str, Any]:
        """Return the request of one call that is made for the user's request `body`."""

    def parse_response(self, row: Any) -> ServerCompletion:
        """Return what a server answered. Raises OpenAIError for what is no answer."""

    def empty_usage(self) -> JSONObject:
        """Return the usage of no call."""

    def response_body(self, final: FinalAnswer) -> JSONObject:
        """Return the answer in one."""

    def events(self, body: JSONObject) -> StreamEvents:
        """Return a new streamed answer to a request."""

    def encode_event(self, event: JSONObject) -> bytes:
        """Return an event as it is sent."""

    def end_of_stream(self) -> bytes:
        """Return what is sent after all events."""


def inherited_params(body: JSONObject, call: ModelCall) -> dict[str, Any]:
    """Return what calls with a prompt of ours take over from the user's request."""
    names = _HANDLING + (_THINKING if call.model == body.get("model") else ())
    return {name: body[name] for name in names if body.get(name) is not None}


def parse_body(row: Any) -> Any:
    """Return a server's answer; servers that do not say that it is JSON are believed as the client does."""
    try:
        return json.loads(row) if isinstance(row, str) else row
    except ValueError:
        raise bad_response(row) from None


def bad_response(row: Any) -> OpenAIError:
    """Return the error that tells of a server's answer that is none."""
    return OpenAIError(f"the server's answer has no reply in it: {str(row)[:200]!r}")


def token_count(usage: Any, name: str) -> int | None:
    """Return a number of tokens, None if it is not given."""
    value = usage.get(name) if isinstance(usage, Mapping) else None
    return value if isinstance(value, int) else None
