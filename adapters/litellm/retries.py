"""Calls that are made again after what passes by itself, later each time, or when the server asks for it.

LiteLLM's own ways do not serve: the retries of `acompletion` come at once, and after errors that no
repetition mends; its `Router` enters the models that it calls in LiteLLM's prices, for the whole process.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

_PASSING = (408, 409, 429)
"""Statuses below 500 that another try may not meet: a time-out, a conflict, too many requests."""

_FIRST_S, _LONGEST_S, _JITTER_S = 0.5, 8.0, 0.75
_ASKED_AT_MOST_S = 60.0
"""A server that asks for a longer wait is tried as if it had said nothing."""


async def with_retries(call: Callable[[], Awaitable[Any]], retries: int) -> Any:
    """Return what `call` returns, made at most `retries` times more. Raises its last error."""
    for number in range(retries):
        try:
            return await call()
        except Exception as error:
            if not _may_pass(error):
                raise
            pause = _asked(error) or min(_FIRST_S * 2**number, _LONGEST_S)
        # Calls that failed together do not come back together.
        await asyncio.sleep(pause + _JITTER_S * random.random())  # noqa: S311
    return await call()


def _may_pass(error: Exception) -> bool:
    """Return whether another try may succeed; an error without a status is one of the way or of a reply."""
    status = getattr(error, "status_code", None)
    return not isinstance(status, int) or status in _PASSING or status >= 500


def _asked(error: Exception) -> float:
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
