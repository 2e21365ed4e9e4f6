"""A trace as one HTML file that steps through the run: no server, no network, no library."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from ses_plugin.tracing.trace import Trace

_TRACE = "/*TRACE*/null"


def html(trace: Trace) -> str:
    """Return the page. Buttons, arrow keys and a slider step through code, variables, calls and output."""
    data = (
        replace(trace, probes=()).to_json().replace("<", "\\u003c")
    )  # no text of the program can end the script
    return _page().replace(_TRACE, data)


@cache
def _page() -> str:
    return Path(__file__).with_name("page.html").read_text("utf-8")
