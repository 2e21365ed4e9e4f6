"""The pages that commands write, in a real browser."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ses_plugin.cli import main

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_the_page_of_a_trace_opens_without_errors(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    program, page_file = tmp_path / "program.py", tmp_path / "trace.html"
    program.write_text("total = 0\nfor n in range(3):\n    total += n\nprint(total)\n")
    assert main(["trace", str(program), "--format", "html", "--output", str(page_file)]) == 0
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(page_file.as_uri())
    assert "total += n" in page.inner_text("body")
    assert not errors
