"""What strategies need of the interpreter, answered by the sandbox's workers."""

from __future__ import annotations

from collections.abc import Sequence

from ses_plugin.execution.sandbox import shared
from ses_plugin.strategies.flow import Execute, Reply


def executed(needs: Sequence[Execute]) -> list[Reply]:
    """Run all programs, on as many workers as there are; return what came of each, in order."""
    sandbox = shared()
    futures = [
        sandbox.submit(sandbox.run, need.program, need.text, need.limits, scale=True) for need in needs
    ]
    try:
        return [future.result() for future in futures]
    finally:  # Ctrl-C: the interpreter would wait for all of them
        for future in futures:
            future.cancel()
