"""Calls that are made again after errors that may pass: later each time, or when the server asks for it.

LiteLLM's own ways do not serve: the retries of `acompletion` come at once, and after errors that no
repetition mends; its `Router` enters the models that it calls in LiteLLM's prices, for the whole process.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential,
    wait_random,
)

_PASSING = (408, 409, 429)
"""Statuses below 500 that another try may not meet: a time-out, a conflict, too many requests."""

_ASKED_AT_MOST_S = 60.0
"""A server that asks for a longer wait is tried as if it had said nothing."""

_BACKOFF = wait_exponential(multiplier=0.5, max=8.0)
_JITTER = wait_random(0, 0.75)  # calls that failed together do not come back together


async def with_retries(call: Callable[[], Awaitable[Any]], retries: int) -> Any:
    """Return what `call` returns, made at most `retries` times more. Raises its last error."""

    async def attempt() -> Any:  # tenacity awaits what is a coroutine function, and no other
        return await call()

    retrying = AsyncRetrying(
        stop=stop_after_attempt(retries + 1),
        retry=retry_if_exception(_may_pass),
        wait=_pause,
        reraise=True,
    )
    return await retrying(attempt)


def _pause(state: RetryCallState) -> float:
    """Return the seconds to wait before the next try."""
    error = state.outcome.exception() if state.outcome else None
    return (_asked(error) or _BACKOFF(state)) + _JITTER(state)


def _may_pass(error: BaseException) -> bool:
    """Return whether another try may succeed; an error without a status is one of the way or of a reply."""
    status = getattr(error, "status_code", None)
    is_passing = not isinstance(status, int) or status in _PASSING or status >= 500
    return isinstance(error, Exception) and is_passing


def _asked(error: BaseException | None) -> float:
    """Return the seconds that the server asks to wait, as `Retry-After: 2` or by a date; 0 for none."""
    headers = getattr(error, "litellm_response_headers", None)
    headers = headers or getattr(getattr(error, "response", None), "headers", None)
    said = str(headers.get("retry-after", "") if isinstance(headers, Mapping) else "")
    try:
        seconds = float(said)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(said).timestamp() - time.time()
        except (ValueError, OverflowError):
            return 0.0
    return seconds if 0 < seconds <= _ASKED_AT_MOST_S else 0.0
