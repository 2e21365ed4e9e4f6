"""Calls of one model: LiteLLM's request with our retries, its reply, and its errors in our terms.

LiteLLM's own retries do not serve. Those of `acompletion` come at once, and after errors that no repetition
mends; its `Router` adds the models that it calls to LiteLLM's prices, for the whole process.
"""

from __future__ import annotations

import json
import logging
import os
import re
import time
import warnings
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache, partial
from typing import Any

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential,
    wait_random,
)

from ses_plugin.adapters.litellm import models
from ses_plugin.adapters.litellm.models import CallSettings, ModelConfig, load_litellm
from ses_plugin.errors import UsageError, causes_of
from ses_plugin.service.provider_differences import Attempt, UnsupportedParams, refusal_text, split_content
from ses_plugin.strategies import RequestFailed, SamplingParams
from ses_plugin.usage import Usage

_log = logging.getLogger(__name__)

_FINAL_STATUSES = (400, 413, 422)
"""The server refuses the request itself, and would refuse it again in a later run."""

_RETRIED_STATUSES = (408, 409, 429)
"""Statuses below 500 that another try may not get: a time-out, a conflict, too many requests."""

_MAX_RETRY_AFTER_S = 60.0
"""If a server wants a longer pause, the call is made again as if the server had not said when."""

_BACKOFF = wait_exponential(multiplier=0.5, max=8.0)
_JITTER = wait_random(0, 0.75)  # so that calls that failed together are not all made again together

_TEMPLATE_TOKENS = 64
"""More tokens than the chat template of any model adds to one message."""

_ADDRESS_SUFFIXES = ("BASE_URL", "API_BASE")
"""The ends of the environment variables from which LiteLLM takes a provider's address."""

_LIST_CONTENT = re.compile(r'"content"\s*:\s*\[')  # "content": [{"type": "text", ...


@dataclass(frozen=True, slots=True)
class ModelCompletion:
    """The reply of a call. Tokens and `cost` (US dollars) are None where they are not known.

    `truncated`: the reply ended at the token limit, or within its reasoning. `server_usage` is the usage
    object of the server.
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
        """The usage of the call."""
        return Usage(1, 0, self.prompt_tokens, self.completion_tokens, self.cost, self.seconds)


@cache
def _unsupported(address: str | None) -> UnsupportedParams:
    """Return what the models at `address` refused so far. A `ModelClient` may live for one request only."""
    return UnsupportedParams()


class ModelClient:
    """Calls one model. Raises UsageError at once if LiteLLM does not know its provider.

    `address` is the address of its server as far as it is known, from an option or the environment.
    """

    def __init__(self, model: ModelConfig, settings: CallSettings) -> None:
        self.model = model
        self._litellm = load_litellm()
        self._has_replied = False
        self.address = self._address()
        self.last_error: Exception | None = None
        """What LiteLLM raised for the last call that failed for good."""
        key = model.settings["api_key"] if "api_key" in model.settings else self._key()
        connection = {"api_base": model.api_base, "api_key": key, "timeout": settings.timeout_s}
        self._requested, self._retries = settings.requested, settings.retries
        # No retries by the provider's own client: each of ours would be made several times.
        self._call_arguments = {**model.settings, **connection, "drop_params": True, "max_retries": 0}

    async def complete(
        self, prompt: str, sampling: SamplingParams, seed: int | None, chat_request: str = ""
    ) -> ModelCompletion | RequestFailed:
        """Return the reply to `prompt`, or to a `SampleRequest.chat_request`, or why there is none.

        Raises:
            UsageError: The set-up is wrong, and this was the model's first call: there is no connection, the
                key is wrong, the model is unknown, or it refuses the request.
        """
        messages = {"messages": [{"role": "user", "content": prompt}]}
        request = json.loads(chat_request) if chat_request else messages
        attempt = self._attempt(sampling, seed)
        started = time.perf_counter()
        while True:
            arguments = {"model": self.model.name, **self._call_arguments, **request, **attempt.request}
            try:
                call = partial(_acompletion, arguments)
                response = await with_retries(call, self._retries, f"a call of {self.model.name}")
                break
            except Exception as error:  # LiteLLM's own, and whatever a malformed reply makes it raise
                if not attempt.refused(getattr(error, "status_code", None), refusal_text(error)):
                    return self._failure(error)
        attempt.accepted()
        self._has_replied = True
        if not response.choices:  # LiteLLM accepts that
            return RequestFailed(f"{self.model.name}: a reply without choices", retryable=True)
        return self._completion(response, time.perf_counter() - started)

    def _attempt(self, sampling: SamplingParams, seed: int | None) -> Attempt:
        params: dict[str, Any] = {"temperature": sampling.temperature, "max_tokens": sampling.max_tokens}
        if sampling.temperature > 0:
            params["seed"] = seed
            if sampling.top_p < 1:  # some models refuse temperature and top_p together
                params["top_p"] = sampling.top_p
        return _unsupported(self.address).attempt(self.model.name, params, self._requested)

    def _failure(self, error: Exception) -> RequestFailed:
        """Return why there is no reply. Raises UsageError for a wrong set-up."""
        self.last_error = error
        if not self._has_replied and (reason := self._set_up_error(error)):
            raise UsageError(reason) from error
        _log.info("a call of %s failed for good: %s", self.model.name, _error_kind(error))
        _log.debug("%s", error)  # it may quote the prompt, or a part of the key
        is_final = getattr(error, "status_code", None) in _FINAL_STATUSES
        return RequestFailed(f"{self.model.name}: {_error_text(error)}", not is_final)

    def _completion(self, response: Any, seconds: float) -> ModelCompletion:
        choice, usage = response.choices[0], getattr(response, "usage", None)
        text = choice.message.content or _refusal(choice.message) or ""
        prompt_tokens = _token_count(usage, "prompt_tokens")
        completion_tokens = _token_count(usage, "completion_tokens") or (None if text else 0)
        is_counted = prompt_tokens is not None and completion_tokens is not None
        return ModelCompletion(
            text=text,
            truncated=choice.finish_reason == "length" or (not text and _has_reasoning(choice.message)),
            prompt_tokens=prompt_tokens,
            completion_tokens=completion_tokens,
            cost=models.cost_of(response, self.model.name) if is_counted else None,
            seconds=seconds,
            server_usage=usage.model_dump(exclude_none=True, warnings=False) if usage else {},
        )

    def require_price(self) -> None:
        """Raise UsageError if the price of this model is not known."""
        models.require_price(self.model.name)

    def maximum_usage(self, prompt: str, sampling: SamplingParams, chat_request: str = "") -> Usage:
        """Return the most that a call may use. No token has less than one byte of UTF-8."""
        prompt_tokens = len((chat_request or prompt).encode("utf-8", "replace")) + _TEMPLATE_TOKENS
        cost = models.price(self.model.name, prompt_tokens, sampling.max_tokens)
        return Usage(1, 0, prompt_tokens, sampling.max_tokens, cost)

    def _address(self) -> str | None:
        """Return the server's address, also from the environment: another server is another model."""
        if self.model.api_base:
            return self.model.api_base.rstrip("/")
        try:
            _, provider, _, address = self._litellm.get_llm_provider(self.model.name)
        except self._litellm.BadRequestError:  # the first call will raise it
            return None
        variables = (os.environ.get(f"{provider.upper()}_{suffix}") for suffix in _ADDRESS_SUFFIXES)
        return address or next(filter(None, variables), None)

    def _key(self) -> str | None:
        """Return the key to pass to LiteLLM, None where it finds one itself."""
        name, variable = self.model.name, self.model.api_key_env
        if variable is not None:
            if key := os.environ.get(variable):
                return key
            raise UsageError(f"--api-key-env {variable}: no such environment variable, or it is empty")
        models.check_provider(name)
        # For OpenAI only, LiteLLM reports a missing key as a server error, which would be retried.
        if self._litellm.validate_environment(name)["missing_keys"] != ["OPENAI_API_KEY"]:
            return None
        if self.model.api_base:  # the user's own server, which needs no key
            return "none"
        raise UsageError(
            f"no key for {name}: set OPENAI_API_KEY (or, in commands, name its variable by --api-key-env)"
        )

    def _set_up_error(self, error: Exception) -> str | None:
        """Return what is wrong with the set-up, None if the error is one that any call may get."""
        name, at = self.model.name, f" at {self.model.api_base}" if self.model.api_base else ""
        if any(_is_connection_error(cause) for cause in causes_of(error)):
            *_, first = causes_of(error)
            return f"no connection for {name}{at} ({first}); see --api-base"
        prompt_errors = self._litellm.ContextWindowExceededError, self._litellm.ContentPolicyViolationError
        if isinstance(error, prompt_errors):
            return None
        match getattr(error, "status_code", None):
            case 401 | 403:
                return f"no valid key for {name}{at}: {_error_text(error)}; see --api-key-env"
            case 404:
                return f"there is no {name}{at}: {_error_text(error)}; see its name and --api-base"
            case 400 | 422:
                return f"the request to {name}{at} is refused: {_error_text(error)}"
        return None


async def with_retries(call: Callable[[], Awaitable[Any]], retries: int, name: str = "a call") -> Any:
    """Return what `call` returns; after an error that may pass, call it again, up to `retries` times.

    The pause doubles each time, or is as long as the server asks for. `name` is for log records. Raises the
    last error.
    """

    async def attempt() -> Any:  # tenacity awaits the result of a coroutine function only
        return await call()

    retrying = AsyncRetrying(
        stop=stop_after_attempt(retries + 1),
        retry=retry_if_exception(_is_retryable),
        wait=_pause_s,
        before_sleep=partial(_log_retry, name),
        reraise=True,
    )
    return await retrying(attempt)


def _pause_s(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return (_retry_after_s(error) or _BACKOFF(state)) + _JITTER(state)


def _log_retry(name: str, state: RetryCallState) -> None:
    number, error = state.attempt_number, state.outcome.exception() if state.outcome else None
    pause_s = state.next_action.sleep if state.next_action else 0.0
    _log.info("attempt %d of %s failed: %s; next in %.1f s", number, name, _error_kind(error), pause_s)


def _is_retryable(error: BaseException) -> bool:
    """Return whether another try may succeed. Without a status, the network or the reply was broken."""
    status = getattr(error, "status_code", None)
    may_pass = not isinstance(status, int) or status in _RETRIED_STATUSES or status >= 500
    return isinstance(error, Exception) and may_pass


def _retry_after_s(error: BaseException | None) -> float:
    """Return the pause that the server asks for, as `Retry-After: 2` or as a date; 0 if it does not."""
    headers = getattr(error, "litellm_response_headers", None)
    headers = headers or getattr(getattr(error, "response", None), "headers", None)
    value = str(headers.get("retry-after", "") if isinstance(headers, Mapping) else "")
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - time.time()
        except (ValueError, OverflowError):
            return 0.0
    return seconds if 0 < seconds <= _MAX_RETRY_AFTER_S else 0.0


async def _acompletion(arguments: Mapping[str, Any]) -> Any:
    """Return what `litellm.acompletion` returns, also for a reply whose content is a list of parts.

    LiteLLM reads such replies of some providers only. Of an `openai/NAME` server it takes them for a failure
    of the server, which would be called, and paid for, again; of Mistral's replies it takes the last part.
    """
    responses: list[Any] = []

    def note(details: dict[str, Any]) -> None:
        """Read the server's body. LiteLLM calls its `logger_fn` before it reads the body itself."""
        if (response := _parse_list_content(details.get("original_response"))) is not None:
            responses.append(response)

    try:
        response = await load_litellm().acompletion(**arguments, logger_fn=note)
    except Exception:
        if not responses:
            raise
        return responses[-1]
    return responses[-1] if responses else response


def _parse_list_content(body: Any) -> Any:
    """Return a server's body as LiteLLM's response, None if no content in it is a list of parts."""
    if not isinstance(body, str) or not _LIST_CONTENT.search(body):
        return None
    # Pydantic warns of the list in the place of a text, on standard error, each time.
    warnings.filterwarnings("ignore", "Pydantic serializer warnings", UserWarning)
    try:
        row = json.loads(body)
        choices = [choice for choice in row["choices"] if isinstance(choice["message"]["content"], list)]
        for choice in choices:
            text, reasoning = split_content(choice["message"]["content"])
            choice["message"] |= {"content": text, "reasoning_content": reasoning or None}
        return load_litellm().ModelResponse(**row) if choices else None
    except (ValueError, KeyError, TypeError):  # another form of reply, or malformed: LiteLLM reports it
        return None


def _has_reasoning(message: Any) -> bool:
    """Return whether a message has reasoning in its own field. If it has no text, it was cut off there."""
    return any(getattr(message, name, None) for name in ("reasoning_content", "reasoning"))


def _is_connection_error(error: BaseException) -> bool:
    """Return whether there was no connection: an error of the system, or a library's `ConnectError`.

    Every HTTP library that LiteLLM uses or may move to (httpx, httpx2, httpcore) has a class of that name.
    """
    return isinstance(error, ConnectionError) or "ConnectError" in (
        kind.__name__ for kind in type(error).__mro__
    )


def _refusal(message: Any) -> str | None:
    """Return the text of a model that declines. LiteLLM moves it to a field of its own."""
    fields = getattr(message, "provider_specific_fields", None) or {}
    return getattr(message, "refusal", None) or fields.get("refusal")


def _token_count(usage: Any, name: str) -> int | None:
    """Return a number of tokens, None where the server sent none: LiteLLM has 0 there."""
    count = getattr(usage, name, None)
    return count if isinstance(count, int) and count > 0 else None


def _error_kind(error: BaseException | None) -> str:
    """Return an error's type and status, for log records: its text may quote the prompt or the key."""
    status = getattr(error, "status_code", None)
    return f"{type(error).__name__} (status {status})" if status else type(error).__name__


def _error_text(error: Exception) -> str:
    """Return an error's text in one line, without what LiteLLM adds about itself."""
    # litellm.RateLimitError: RateLimitError: OpenAIException - slow down\n\nLiteLLM: Default Docs: ...
    text = re.split(r"\n\nLiteLLM: |\n\nDeployment Info|\s*Traceback \(most", str(error))[0]
    text = re.sub(r"^litellm\.(\w+: )(?:\1)?(?:\w+Exception - )?", r"\1", text)
    return " ".join(text.split())[:500]
