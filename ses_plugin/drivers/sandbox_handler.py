"""A handler that answers execution requests with the shared sandbox."""

from __future__ import annotations

from collections.abc import Sequence

from ses_plugin.execution.sandbox import shared_sandbox
from ses_plugin.strategies.flow import ExecuteRequest, Response


def execute_all(requests: Sequence[ExecuteRequest]) -> list[Response]:
    """Run all programs, on all workers of the sandbox; return the results in order."""
    sandbox = shared_sandbox()
    futures = [
        sandbox.submit(sandbox.run, request.program, request.input, request.limits, scale=True)
        for request in requests
    ]
    try:
        return [future.result() for future in futures]
    finally:  # after Ctrl-C, Python would wait at exit for all runs that have not begun
        for future in futures:
            future.cancel()
