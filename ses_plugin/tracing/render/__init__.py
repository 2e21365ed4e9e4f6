"""Traces as text: for a person at a terminal or in a browser, for a program, for a model.

    render(trace, "table") -> str

A rendering is a function from a trace to text; RENDERINGS has them by name.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ses_plugin.errors import UsageError
from ses_plugin.tracing.render.frames import frames
from ses_plugin.tracing.render.html import html
from ses_plugin.tracing.render.scratchpad import scratchpad
from ses_plugin.tracing.render.table import table
from ses_plugin.tracing.trace import Trace

RENDERINGS: Mapping[str, Callable[[Trace], str]] = MappingProxyType(
    {"table": table, "json": Trace.to_json, "frames": frames, "scratchpad": scratchpad, "html": html}
)

__all__ = ["RENDERINGS", "frames", "html", "render", "scratchpad", "table"]


def render(trace: Trace, name: str) -> str:
    """Return the rendering of that name. Raises UsageError if there is none."""
    if name not in RENDERINGS:
        raise UsageError(f"no rendering is called {name!r}; there are: {', '.join(RENDERINGS)}")
    return RENDERINGS[name](trace)
