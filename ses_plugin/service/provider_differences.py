"""What providers do differently: parameters that one of them refuses, contents that come as lists of parts.

Strategies send a temperature, a seed and a token limit that the plain client would not have sent. Some models
accept no temperature but 1, some providers no seed, some refuse temperature and top_p together. The error may
name the parameter or not, and the model's name does not tell. So we send the request, read the refusal, leave
out what it names, and remember that for later requests to the same model. Only parameters that are ours, and
not the user's, are left out.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from ses_plugin.errors import causes_of
from ses_plugin.service.options import SolveOptions

_log = logging.getLogger(__name__)

_STATUSES = (400, 422)
"""The statuses by which servers refuse a parameter: 400 by most of them, 422 by Mistral and FastAPI."""

_OLD_LIMIT, _LIMIT = "max_tokens", "max_completion_tokens"
_LIMITS = (_OLD_LIMIT, _LIMIT, "max_output_tokens")
_SAMPLING = ("temperature", "top_p", "seed")

# How error messages name each parameter. Servers translate names into those of their own API.
_NAMES = {
    "temperature": re.compile(r"\btemperature\b", re.IGNORECASE),
    "top_p": re.compile(r"\btop[_\- ]?p\b", re.IGNORECASE),  # top_p; topP of Gemini and Bedrock
    "seed": re.compile(r"\b(?:random_?)?seed\b", re.IGNORECASE),  # seed; random_seed of Mistral
    # max_tokens, max_completion_tokens; maxTokens, maxOutputTokens
    **dict.fromkeys(_LIMITS, re.compile(r"\bmax_?(?:(?:completion|output)_?)?tokens\b", re.IGNORECASE)),
}
_ONE_OF_TWO = re.compile(r"\b(?:both|only one|either|together|one of)\b", re.IGNORECASE)
"""`temperature` and `top_p` cannot both be specified for this model."""

_MAX_CAUSES = 10
_ABOUT_THE_PROMPT = re.compile(
    r"context.?(?:length|window)"  # context_length_exceeded; ContextWindowExceededError
    r"|content.?(?:policy|filter|management)",  # ContentPolicyViolationError; content_filter
    re.IGNORECASE,
)
"""Refusals of the prompt. They often mention max_tokens, but leaving it out would not help."""


@dataclass(frozen=True, slots=True)
class RequestedParams:
    """The sampling parameters that the user set. They are never left out.

    `values` are the user's values by parameter name; a request's parameter with one of these values is the
    user's. `kept` are parameters that stay whatever their value is. All names of the token limit are
    `max_tokens` here.
    """

    values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()

    def ours(self, request: Mapping[str, Any]) -> set[str]:
        """Return the parameters of `request` that we added, or gave another value than the user."""
        return {
            name
            for name in (*_SAMPLING, *_LIMITS)
            if name in request
            and _canonical_name(name) not in self.kept
            and request[name] not in self.values.get(_canonical_name(name), ())
        }


def refusal_text(error: BaseException) -> str:
    """Return all text of a call's error: its message, the body of the server's response, and its causes.

    OpenAI's client 3 leaves the body out of the message unless it has the form of OpenAI's own errors.
    """
    causes = islice(causes_of(error), _MAX_CAUSES)
    return "\n".join(f"{cause} {getattr(cause, 'body', None) or ''}" for cause in causes)


def requested_params(options: SolveOptions, seed: object = None) -> RequestedParams:
    """Return the parameters that the user set, in `options` or as the request's `seed`.

    With `max_total_tokens` the token limit is the user's too: without a limit for each reply, the total could
    not be kept.
    """
    values = {
        "temperature": (options.temperature,),
        "top_p": (options.top_p,),
        _OLD_LIMIT: (options.max_tokens, options.simulate_tokens),
    }
    kept = {"seed"} if options.seed or seed is not None else set()
    if options.max_total_tokens is not None:
        kept.add(_OLD_LIMIT)
    return RequestedParams(values, frozenset(kept))


class UnsupportedParams:
    """The parameters that each model refused so far. One for each client: another server is another model."""

    def __init__(self) -> None:
        self._refused: dict[Hashable, set[str]] = {}

    def attempt(self, model: Hashable, request: Mapping[str, Any], requested: RequestedParams) -> Attempt:
        """Return the attempts at one `request` to `model`; the first leaves out what it refused before."""
        return Attempt(model, request, requested, self._refused.setdefault(model, set()))


class Attempt:
    """The attempts at one request. `request` is what to send next.

    Example:
        attempt = unsupported.attempt("gpt-5", {"model": "gpt-5", "temperature": 0.0}, RequestedParams())
        attempt.refused(400, "Unsupported value: 'temperature'")  # True: send it again
        attempt.request  # {"model": "gpt-5"}
        attempt.accepted()  # the next request to this model is without it from the start
    """

    def __init__(
        self, model: Hashable, request: Mapping[str, Any], requested: RequestedParams, memory: set[str]
    ) -> None:
        self._model, self._full_request, self._memory = model, request, memory
        ours = requested.ours(request)
        # A token limit that is ours is so under its other names too: `request` may rename it.
        self._ours = {*ours, *(_LIMITS if any(name in ours for name in _LIMITS) else ())}
        self._left_out = set(memory)
        self.request = self._reduced_request()
        """The request without the refused parameters, and with the newer name of a refused `max_tokens`."""

    def refused(self, status: int | None, text: str) -> bool:
        """Note an error of the server; return whether `request` changed, so that it may be accepted now."""
        if status not in _STATUSES or _ABOUT_THE_PROMPT.search(text):
            return False
        sent = self.request
        ours = [name for name in sent if name in self._ours]
        if named := self._named(sent, text):
            self._left_out.update(named)
        elif sampling := [name for name in ours if name in _SAMPLING]:
            self._left_out.update(sampling)
        elif ours:  # the token limit comes last: without it a reply has no bound
            self._left_out.update(_LIMITS)
        self.request = self._reduced_request()
        dropped = ", ".join(name for name in sent if name not in self.request)
        if dropped:
            _log.info("%s refused the request (status %s); retry without %s", self._model, status, dropped)
        return self.request != sent

    def accepted(self) -> None:
        """Remember what was left out: the server answered without it."""
        self._memory |= self._left_out

    def _reduced_request(self) -> dict[str, Any]:
        renamed = {
            _LIMIT if name == _OLD_LIMIT and name in self._left_out else name: value
            for name, value in self._full_request.items()
        }
        left_out = self._ours & self._left_out
        return {name: value for name, value in renamed.items() if name not in left_out}

    def _named(self, sent: Mapping[str, Any], text: str) -> list[str]:
        """Return the parameters of ours that `text` names.

        `max_tokens` counts even if it is the user's: it is then renamed and not left out.
        """
        named = [
            name
            for name, pattern in _NAMES.items()
            if name in sent and (name in self._ours or name == _OLD_LIMIT) and pattern.search(text)
        ]
        if "temperature" in named and "top_p" in named and _ONE_OF_TWO.search(text):
            named.remove("temperature")  # strategies need the temperature more
        return named


def _canonical_name(name: str) -> str:
    return _OLD_LIMIT if name in _LIMITS else name


_REASONING = ("thinking", "reasoning", "redacted_thinking")
_TEXTS = ("text", "thinking", "reasoning", "refusal", "value")
_DEPTH = 4


def split_content(content: Any) -> tuple[str, str]:
    """Return the text and the reasoning in a message's content, without other parts.

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
    """Return the text of a part: a string, a list of parts, or an object such as {"text": {"value": …}}."""
    if isinstance(part, str):
        return part
    if isinstance(part, list) and depth:
        return "".join(_text(item, depth - 1) for item in part)
    if isinstance(part, Mapping) and depth:
        return next(filter(None, (_text(part.get(name), depth - 1) for name in _TEXTS)), "")
    return ""
