"""One model, one call: LiteLLM's request, its retries, and its errors in our terms."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ses_plugin.adapters.litellm import prices
from ses_plugin.adapters.litellm.content_parts import completion_of_parts
from ses_plugin.adapters.litellm.models import CallSettings, ModelConfig, check_provider, load_litellm
from ses_plugin.adapters.litellm.retries import with_retries
from ses_plugin.errors import UsageError, causes_of
from ses_plugin.service.parameter_fallback import Attempt, UnsupportedParams, refusal_text
from ses_plugin.strategies import RequestFailed, SamplingParams
from ses_plugin.usage.usage import Usage

_OF_THE_REQUEST = (400, 413, 422)
"""Statuses that the same request would get again."""

_TEMPLATE_TOKENS = 64
"""More than the chat template of a model adds to one message."""

_ADDRESSES = ("BASE_URL", "API_BASE")
"""What LiteLLM's names of environment variables with a provider's address end with."""


@dataclass(frozen=True, slots=True)
class ModelCompletion:
    """What a call gave. Tokens and `cost` (US dollars) are None where they are not known.

    `truncated` if the reply ended at the limit of tokens, or in its reasoning. `server_usage` is all that the
    server has counted.
    """

    text: str
    truncated: bool = False
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: float | None = None
    seconds: float = 0.0
    server_usage: Mapping[str, Any] = field(default_factory=dict)

    @property
    def usage(self) -> Usage:
        """What the call took."""
        return Usage(1, 0, self.prompt_tokens, self.completion_tokens, self.cost, self.seconds)


@cache
def _unsupported(address: str | None) -> UnsupportedParams:
    """Return what the models at `address` refused so far. A `ModelClient` may live for one request only."""
    return UnsupportedParams()


class ModelClient:
    """Calls one model. Raises UsageError at once if LiteLLM does not know its provider.

    `address` is where, as far as it is known, whether an option or the environment says so.
    """

    def __init__(self, model: ModelConfig, calling: CallSettings) -> None:
        self.model = model
        self._litellm = load_litellm()
        self._answered = False
        self.address = self._address()
        self.last_error: Exception | None = None
        """What LiteLLM raised for the last call that failed for good."""
        key = model.settings["api_key"] if "api_key" in model.settings else self._key()
        connection = {"api_base": model.api_base, "api_key": key, "timeout": calling.timeout_s}
        self._requested = calling.requested
        self._retries = calling.retries
        # The retries are ours: a provider's own client would make each of them several times.
        self._settings = {**model.settings, **connection, "drop_params": True, "max_retries": 0}

    async def complete(
        self, prompt: str, sampling: SamplingParams, seed: int | None, request: str = ""
    ) -> ModelCompletion | RequestFailed:
        """Return the reply to `prompt`, or to a `SampleRequest.chat_request`, or why there is none.

        Raises UsageError for what is wrong with the set-up, which shows before the model's first reply: no
        connection, a wrong key, an unknown model, a request that it refuses.
        """
        asked = json.loads(request) if request else {"messages": [{"role": "user", "content": prompt}]}
        attempt = self._attempt(sampling, seed)
        started = time.perf_counter()
        while True:
            settings = {**self._settings, **asked, **attempt.request}
            try:
                response = await with_retries(
                    lambda: completion_of_parts(model=self.model.name, **settings),  # noqa: B023 - called here
                    self._retries,
                )
                break
            except Exception as error:  # LiteLLM's own, and whatever a strange reply makes it raise
                self.last_error = error
                status = getattr(error, "status_code", None)
                if attempt.refused(status, refusal_text(error)):
                    continue
                if not self._answered and (reason := self._wrong_set_up(error)):
                    raise UsageError(reason) from error
                return RequestFailed(f"{self.model.name}: {_told(error)}", status not in _OF_THE_REQUEST)
        attempt.accepted()
        self._answered = True
        if not response.choices:  # which LiteLLM lets pass
            return RequestFailed(f"{self.model.name}: a reply without choices", retryable=True)
        return self._read(response, time.perf_counter() - started)

    def _attempt(self, sampling: SamplingParams, seed: int | None) -> Attempt:
        params: dict[str, Any] = {"temperature": sampling.temperature, "max_tokens": sampling.max_tokens}
        if sampling.temperature > 0:
            params["seed"] = seed
            if sampling.top_p < 1:  # some models take one of the two alone
                params["top_p"] = sampling.top_p
        return _unsupported(self.address).attempt(self.model.name, params, self._requested)

    def _read(self, response: Any, seconds: float) -> ModelCompletion:
        choice, usage = response.choices[0], getattr(response, "usage", None)
        said = choice.message.content or _refusal(choice.message) or ""
        prompt_tokens = _counted(usage, "prompt_tokens")
        completion_tokens = _counted(usage, "completion_tokens") or (None if said else 0)
        return ModelCompletion(
            text=said,
            truncated=choice.finish_reason == "length" or (not said and _has_reasoning(choice.message)),
            prompt_tokens=prompt_tokens,
            completion_tokens=completion_tokens,
            cost=None
            if prompt_tokens is None or completion_tokens is None
            else prices.cost_of(response, self.model.name),
            seconds=seconds,
            server_usage=usage.model_dump(exclude_none=True, warnings=False) if usage else {},
        )

    def require_price(self) -> None:
        """Raise UsageError if it is not known what this model costs."""
        prices.require_price(self.model.name)

    def maximum_usage(self, prompt: str, sampling: SamplingParams, request: str = "") -> Usage:
        """Return what a call may take at most; tokens never have less than a byte of UTF-8."""
        prompt_tokens = len((request or prompt).encode("utf-8", "replace")) + _TEMPLATE_TOKENS
        cost = prices.price(self.model.name, prompt_tokens, sampling.max_tokens)
        return Usage(1, 0, prompt_tokens, sampling.max_tokens, cost)

    def _address(self) -> str | None:
        """Return where the model is, also if the environment says so: another server is another model."""
        if self.model.api_base:
            return self.model.api_base.rstrip("/")
        try:
            _, provider, _, address = self._litellm.get_llm_provider(self.model.name)
        except self._litellm.BadRequestError:  # which the first call will tell
            return None
        named = (os.environ.get(f"{provider.upper()}_{end}") for end in _ADDRESSES)
        return address or next(filter(None, named), None)

    def _key(self) -> str | None:
        """Return the key to give to LiteLLM, None where it finds one itself."""
        name, variable = self.model.name, self.model.api_key_env
        if variable is not None:
            if key := os.environ.get(variable):
                return key
            raise UsageError(f"--api-key-env {variable}: no such environment variable, or it is empty")
        check_provider(name)
        # Only here LiteLLM tells a missing key by a server error, tried again and again.
        if self._litellm.validate_environment(name)["missing_keys"] != ["OPENAI_API_KEY"]:
            return None
        if self.model.api_base:  # a server of one's own, which asks for none
            return "none"
        raise UsageError(
            f"no key for {name}: set OPENAI_API_KEY (or, in commands, name its variable by --api-key-env)"
        )

    def _wrong_set_up(self, error: Exception) -> str | None:
        """Return what is wrong with the set-up, None if the error is one that any call may meet."""
        name, at = self.model.name, f" at {self.model.api_base}" if self.model.api_base else ""
        if any(_is_of_the_connection(cause) for cause in causes_of(error)):
            *_, first = causes_of(error)
            return f"no connection for {name}{at} ({first}); see --api-base"
        of_the_prompt = self._litellm.ContextWindowExceededError, self._litellm.ContentPolicyViolationError
        if isinstance(error, of_the_prompt):
            return None
        match getattr(error, "status_code", None):
            case 401 | 403:
                return f"no valid key for {name}{at}: {_told(error)}; see --api-key-env"
            case 404:
                return f"there is no {name}{at}: {_told(error)}; see its name and --api-base"
            case 400 | 422:
                return f"the request to {name}{at} is refused: {_told(error)}"
        return None


def _has_reasoning(message: Any) -> bool:
    """Return whether there is reasoning in a field of its own: with no text beside it, it was cut off."""
    return any(getattr(message, name, None) for name in ("reasoning_content", "reasoning"))


def _is_of_the_connection(error: BaseException) -> bool:
    """Return whether there was no connection: so say the system, and `ConnectError`.

    Every library for HTTP that LiteLLM uses or may move to (httpx, httpx2, httpcore) has one of that name.
    """
    return isinstance(error, ConnectionError) or "ConnectError" in (
        kind.__name__ for kind in type(error).__mro__
    )


def _refusal(message: Any) -> str | None:
    """Return the words of a model that declines. LiteLLM has moved them to a field of their own."""
    fields = getattr(message, "provider_specific_fields", None) or {}
    return getattr(message, "refusal", None) or fields.get("refusal")


def _counted(usage: Any, name: str) -> int | None:
    """Return a number of tokens, None where a server has not counted them: LiteLLM says 0 then."""
    counted = getattr(usage, name, None)
    return counted if isinstance(counted, int) and counted > 0 else None


def _told(error: Exception) -> str:
    """Return an error's text in one line, without what LiteLLM says about itself."""
    text = re.split(r"\n\nLiteLLM: |\n\nDeployment Info|\s*Traceback \(most", str(error))[0]
    text = re.sub(r"^litellm\.(\w+: )(?:\1)?(?:\w+Exception - )?", r"\1", text)
    return " ".join(text.split())[:500]
