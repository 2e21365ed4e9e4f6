"""Calls begin one after another, and none while replies wait to be read.

LiteLLM takes milliseconds of a processor for each request and each reply. Many at once wait for each other,
and a reply that waits behind requests is lost if the process is killed: paid for, and not on disk.
"""

from __future__ import annotations

import asyncio
import time

_QUIET = 6
"""Turns of the event loop without work, one after another: a reply goes through some before it is read."""

_QUIET_S = 0.0005
"""A turn that takes longer had work in it."""

_MOST_S = 2.0
"""After this a call begins in any case: something else may keep the loop busy for good."""


class CallPacer:
    """Lets the callers of one event loop begin, one at a time, each once the loop has nothing else to do."""

    def __init__(self) -> None:
        self._one = asyncio.Lock()

    async def wait(self) -> None:
        """Wait for a turn."""
        async with self._one:
            started = now = time.monotonic()
            quiet = 0
            while quiet < _QUIET and now - started < _MOST_S:
                before = now
                await asyncio.sleep(0)
                now = time.monotonic()
                quiet = quiet + 1 if now - before < _QUIET_S else 0
