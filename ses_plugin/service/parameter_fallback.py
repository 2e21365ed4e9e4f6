"""What to ask for again, and without what, when a server refuses a request for a parameter that we added.

Strategies send a temperature, a seed and a limit of tokens that the plain client would not have sent. Some
models take no temperature but 1, some providers no seed, some not temperature and top_p together. The error
names the parameter, or it does not; the names of models tell nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from ses_plugin.errors import causes_of
from ses_plugin.service.options import SolveOptions

_STATUSES = (400, 422)
_OLD_LIMIT, _LIMIT = "max_tokens", "max_completion_tokens"
_LIMITS = (_OLD_LIMIT, _LIMIT, "max_output_tokens")
_SAMPLING = ("temperature", "top_p", "seed")

_NAMES = {
    "temperature": re.compile(r"\btemperature\b", re.IGNORECASE),
    "top_p": re.compile(r"\btop[_\- ]?p\b", re.IGNORECASE),  # top_p; topP of Gemini and Bedrock
    "seed": re.compile(r"\b(?:random_?)?seed\b", re.IGNORECASE),  # seed; random_seed of Mistral
    # max_tokens, max_completion_tokens; maxTokens, maxOutputTokens
    **dict.fromkeys(_LIMITS, re.compile(r"\bmax_?(?:(?:completion|output)_?)?tokens\b", re.IGNORECASE)),
}
_ONE_OF_TWO = re.compile(r"\b(?:both|only one|either|together|one of)\b", re.IGNORECASE)
"""`temperature` and `top_p` cannot both be specified for this model."""

_MOST_CAUSES = 10
_OF_THE_PROMPT = re.compile(
    r"context.?(?:length|window)"  # context_length_exceeded; ContextWindowExceededError
    r"|content.?(?:policy|filter|management)",  # ContentPolicyViolationError; content_filter
    re.IGNORECASE,
)
"""What no parameter of ours is the reason of."""


@dataclass(frozen=True, slots=True)
class RequestedParams:
    """What a user has asked for himself, which is never left out: values by name, and `kept` whatever it is.

    All names of the limit of tokens are `max_tokens` here.
    """

    values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()

    def ours(self, request: Mapping[str, Any]) -> set[str]:
        """Return the parameters of a request that we have added, or given another value."""
        return {
            name
            for name in (*_SAMPLING, *_LIMITS)
            if name in request
            and _kind(name) not in self.kept
            and request[name] not in self.values.get(_kind(name), ())
        }


def refusal_text(error: BaseException) -> str:
    """Return all that an error of a call says: its text, the body of the server's answer, and its causes'.

    OpenAI's client 3 keeps the body out of the text unless it has the form of OpenAI's own errors.
    """
    causes = islice(causes_of(error), _MOST_CAUSES)
    return "\n".join(f"{cause} {getattr(cause, 'body', None) or ''}" for cause in causes)


def requested_params(options: SolveOptions, seed: object = None) -> RequestedParams:
    """Return what `options`, those of a request, and its `seed` have been given.

    A budget of tokens holds with a limit for each reply only: then it is the user's too.
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
    """What each model has refused so far of what we added; one for each client."""

    def __init__(self) -> None:
        self._refused: dict[Hashable, set[str]] = {}

    def attempt(self, model: Hashable, request: Mapping[str, Any], ours: Collection[str]) -> Attempt:
        """Return a request to `model`, to be sent without those of `ours` that it has refused before."""
        return Attempt(request, ours, self._refused.setdefault(model, set()))


class Attempt:
    """One request that is to be answered: `request` is what to send next.

    Example:
        attempt = unsupported.attempt("gpt-5", {"model": "gpt-5", "temperature": 0.0}, ["temperature"])
        attempt.refused(400, "Unsupported value: 'temperature'")  # True: send it again
        attempt.request  # {"model": "gpt-5"}
        attempt.accepted()  # the next one to this model is without it from the start
    """

    def __init__(self, request: Mapping[str, Any], ours: Collection[str], memory: set[str]) -> None:
        self._asked, self._memory = request, memory
        self._ours = {*ours, *(_LIMITS if any(name in ours for name in _LIMITS) else ())}
        self._left_out = set(memory)

    @property
    def request(self) -> dict[str, Any]:
        """The request without what was refused of ours, and with the newer name of the limit of tokens."""
        renamed = {
            _LIMIT if name == _OLD_LIMIT and name in self._left_out else name: value
            for name, value in self._asked.items()
        }
        left_out = self._ours & self._left_out
        return {name: value for name, value in renamed.items() if name not in left_out}

    def refused(self, status: int | None, text: str) -> bool:
        """Take note of an error; return whether `request` is another one now, which may be accepted."""
        if status not in _STATUSES or _OF_THE_PROMPT.search(text):
            return False
        sent = self.request
        ours = [name for name in sent if name in self._ours]
        if named := self._named(sent, text):
            self._left_out.update(named)
        elif sampling := [name for name in ours if name in _SAMPLING]:
            self._left_out.update(sampling)
        elif ours:  # a limit of tokens comes last: without it replies have no bound
            self._left_out.update(_LIMITS)
        return self.request != sent

    def accepted(self) -> None:
        """Have what was left out left out of later requests: an answer has come without it."""
        self._memory |= self._left_out

    def _named(self, sent: Mapping[str, Any], text: str) -> list[str]:
        """Return what the text names of ours; of any limit the older name, as the newer may be accepted."""
        named = [
            name
            for name, pattern in _NAMES.items()
            if name in sent and (name in self._ours or name == _OLD_LIMIT) and pattern.search(text)
        ]
        if "temperature" in named and "top_p" in named and _ONE_OF_TWO.search(text):
            named.remove("temperature")
        return named


def _kind(name: str) -> str:
    return _OLD_LIMIT if name in _LIMITS else name
