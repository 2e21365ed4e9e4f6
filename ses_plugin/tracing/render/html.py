"""A trace as one HTML file that steps through the run: no server, no network."""

from __future__ import annotations

from ses_plugin.tracing.trace import Trace
from ses_plugin.viewer import trace_page


def html(trace: Trace) -> str:
    """Return the page: code, variables, values of expressions and output at each step."""
    return trace_page(trace.to_json())
