"""A real browser for pages from the disk: a page fails that asks for another file, logs or raises."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
MOST_WAIT_MS = 120_000
"""A machine may be ten times overbooked."""
WIDTHS = {"wide": (1440, 900), "narrow": (390, 844)}
HOSTILE = {
    "script": "</script><script>window.hacked = 1</script>",
    "image": '<img src=x onerror="window.hacked = 1">',
    "comment": "<!--<script>",
    "ansi": "\x1b[31mred\x1b[0m \x1b]0;title\x07",
    "bidi": "if x: # \u202egnitset ylno\u202c\u2066",
    "nul": "a\x00b\x08\x7f\x9b",
    "surrogate": "\ud800 alone \udfff",
    "zero width": "pass\u200bword\ufeff",
    "template": "${window.hacked = 1} {{7*7}} &lt;b&gt;",
}


def needed(found: object, what: str) -> None:
    """Skip where `what` is missing; CI has it."""
    if not found and os.environ.get("CI"):
        pytest.fail(f"CI has no {what}")
    elif not found:
        pytest.skip(f"needs {what}")


@contextmanager
def chromium() -> Iterator[Any]:
    """Yield the browser.

    For one module of tests only: while Playwright runs, no test in this process can start an event loop of
    its own.
    """
    needed(CHROMIUM, "Chromium")
    needed(find_spec("playwright"), "playwright")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def page_of(browser: Any, path: Path, width: str = "wide", **options: Any) -> Iterator[Any]:
    """Yield a blank page, for the file at `path` only."""
    size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
    context = browser.new_context(viewport=size, accept_downloads=True, **options)
    context.set_default_timeout(MOST_WAIT_MS)
    page = context.new_page()
    faults: list[str] = []
    page.on("request", lambda r: faults.append(r.url) if r.url.split("#")[0] != path.as_uri() else None)
    page.on("console", lambda message: faults.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    try:
        yield page
        assert faults == []
    finally:
        context.close()


def wait_until(ready: Callable[[], bool]) -> None:
    """Wait; the page's policy forbids Playwright's own `wait_for_function`."""
    end = time.monotonic() + MOST_WAIT_MS / 1000
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.02)
