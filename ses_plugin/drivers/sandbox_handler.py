"""Answers the execution requests of strategies with the sandbox's workers."""

from __future__ import annotations

from collections.abc import Sequence

from ses_plugin.execution.sandbox import shared_sandbox
from ses_plugin.strategies.flow import ExecuteRequest, Response


def execute_all(needs: Sequence[ExecuteRequest]) -> list[Response]:
    """Run all programs, on as many workers as there are; return what came of each, in order."""
    sandbox = shared_sandbox()
    futures = [
        sandbox.submit(sandbox.run, need.program, need.input, need.limits, scale=True) for need in needs
    ]
    try:
        return [future.result() for future in futures]
    finally:  # Ctrl-C: the interpreter would wait for all of them
        for future in futures:
            future.cancel()
