"""When a call is made again: without a server, for the errors that LiteLLM raises."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from tenacity import wait_none

from ses_plugin.adapters.litellm import client
from ses_plugin.adapters.litellm.client import _is_connection_error


class Refused(Exception):
    def __init__(self, status: int | None, after: str | None = None) -> None:
        super().__init__("no")
        self.status_code = status
        self.litellm_response_headers = {} if after is None else {"retry-after": after}


def pauses(monkeypatch: pytest.MonkeyPatch, error: Exception, most: int) -> list[float]:
    """Return how long was waited before each further call; the last one fails, too."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async def call() -> None:
        raise error

    monkeypatch.setattr(asyncio, "sleep", sleep)
    monkeypatch.setattr(client, "_JITTER", wait_none())
    with pytest.raises(type(error)):
        asyncio.run(client.with_retries(call, most))
    return waited


@pytest.mark.parametrize(
    ("error", "waited"),
    [
        (Refused(429), [0.5, 1, 2, 4, 8, 8]),
        (Refused(503, "soon"), [0.5, 1, 2, 4, 8, 8]),
        (Refused(429, "7"), [7] * 6),
        (Refused(429, "7.5"), [7.5] * 6),
        (Refused(429, "3600"), [0.5, 1, 2, 4, 8, 8]),
        (Refused(429, "-1"), [0.5, 1, 2, 4, 8, 8]),
        (Refused(429, "nan"), [0.5, 1, 2, 4, 8, 8]),
        (ValueError("a strange reply"), [0.5, 1, 2, 4, 8, 8]),
        (Refused(400), []),
        (Refused(401), []),
        (Refused(404), []),
    ],
)
def test_what_is_tried_again(monkeypatch: pytest.MonkeyPatch, error: Exception, waited: list[float]) -> None:
    assert pauses(monkeypatch, error, 6) == waited


def test_a_date_to_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    (waited,) = pauses(monkeypatch, Refused(429, date), 1)
    assert 20 < waited <= 30


def test_connection_errors_of_whatever_library() -> None:
    of_a_new_library = type("ConnectError", (Exception,), {"__module__": "httpx7"})
    assert _is_connection_error(of_a_new_library())
    assert _is_connection_error(type("Ours", (of_a_new_library,), {})())
    assert _is_connection_error(ConnectionRefusedError())
    assert not _is_connection_error(TimeoutError())
