"""What all tests have in common."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A busy machine decides no test. On CI machines hypothesis would draw the same examples each time.
settings.register_profile("ses", deadline=None, derandomize=False)
settings.load_profile("ses")

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_OPTIONS = (
    "--no-sandbox",  # it refuses to start as root with it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium. Tests are skipped where there is none, but fail on a CI machine (`CI` is set).

    For one module only: while Playwright runs, no test in this process can start an event loop of its own.
    """
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        message = f"none of {', '.join(CHROMIUMS)} is installed"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{message}: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_OPTIONS))
        yield started
        started.close()
