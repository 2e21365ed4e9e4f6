"""What an endpoint of the API has to offer, so that problems can be solved through it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from openai import OpenAIError

from ses_plugin.chat.request import Plain
from ses_plugin.strategies import Role, Sampling

Row = Mapping[str, Any]
"""A JSON object."""

_HANDLING = ("store", "service_tier", "user", "safety_identifier")
"""What a request says of all that is done for it."""

_THINKING = ("reasoning_effort", "reasoning", "chat_template_kwargs")
"""What it says of how its model thinks."""


@dataclass(frozen=True, slots=True)
class Call:
    """One reply that is wanted: to the user's own request (`request`, as JSON), or to `prompt`.

    Greedy ones have no seed and no number: they are the same.
    """

    role: Role
    model: str
    prompt: str
    request: str
    sampling: Sampling
    seed: int | None
    index: int


@dataclass(frozen=True, slots=True)
class Completion:
    """One reply that came: its text, and all that the server sent (`row`). Tokens are None if not known.

    `cut` if it ended at the limit of tokens, or in its reasoning.
    """

    text: str
    cut: bool
    row: Row
    usage: Row | None
    tokens_in: int | None
    tokens_out: int | None


@dataclass(frozen=True, slots=True)
class Final:
    """What the user's request (`body`) is answered with: replies, the best first.

    A reply has the completion that it was, None if it was made of several. `usage` is the sum over all calls,
    None if one did not tell; `report` what is told in the field `ses`.
    """

    body: Row
    replies: tuple[tuple[str, Completion | None], ...]
    usage: Row | None
    report: Row


class Events(Protocol):
    """One streamed answer: JSON objects to be sent, at its beginning, after each round, and at its end."""

    def begin(self) -> Iterable[Row]:
        """Say who answers."""

    def progress(self, line: str) -> Iterable[Row]:
        """Tell of a round, as reasoning."""

    def end(self, final: Final) -> Iterable[Row]:
        """Give the answer."""


class Endpoint(Protocol):
    """One endpoint: how requests are read and written there, and answers."""

    def chat(self, body: Row) -> Row | Plain:
        """Return a request in the form of chat completions; Plain if that can't be."""

    def asked(self, body: Row, call: Call) -> dict[str, Any]:
        """Return the request of one call that is made for the user's request `body`."""

    def read(self, row: Any) -> Completion:
        """Return what a server answered. Raises OpenAIError for what is no answer."""

    def no_usage(self) -> Row:
        """Return the usage of no call."""

    def answer(self, final: Final) -> Row:
        """Return the answer in one."""

    def events(self, body: Row) -> Events:
        """Return a new streamed answer to a request."""

    def encoded(self, event: Row) -> bytes:
        """Return an event as it is sent."""

    def last(self) -> bytes:
        """Return what is sent after all events."""


def carried(body: Row, call: Call) -> dict[str, Any]:
    """Return what calls with a prompt of ours take over from the user's request."""
    names = _HANDLING + (_THINKING if call.model == body.get("model") else ())
    return {name: body[name] for name in names if body.get(name) is not None}


def parsed(row: Any) -> Any:
    """Return a server's answer; servers that do not say that it is JSON are believed as the client does."""
    try:
        return json.loads(row) if isinstance(row, str) else row
    except ValueError:
        raise junk(row) from None


def junk(row: Any) -> OpenAIError:
    """Return the error that tells of a server's answer that is none."""
    return OpenAIError(f"the server's answer has no reply in it: {str(row)[:200]!r}")


def count(usage: Any, name: str) -> int | None:
    """Return a number of tokens, None if it is not told."""
    value = usage.get(name) if isinstance(usage, Mapping) else None
    return value if isinstance(value, int) else None
