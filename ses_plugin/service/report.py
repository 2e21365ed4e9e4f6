"""The report on an answer: plain data, in one namespaced field of a front end's response."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ses_plugin.service.request import Passthrough, SolveRequest
from ses_plugin.service.result import result_to_row
from ses_plugin.service.solve import SolveResponse
from ses_plugin.usage.usage import UsageTracker

FIELD = "ses"
"""The name of the field in responses, and of the object with our options in requests."""


def build_report(request: SolveRequest, response: SolveResponse, tracker: UsageTracker) -> dict[str, Any]:
    """Return the report on a solved request: the result with all candidates, and the usage of each role."""
    return {
        **result_to_row(response.result),
        "examples": len(request.problem.public_tests),
        "detection": request.detected.reason,
        "rounds": tracker.rounds,
        "roles": {role: asdict(counts) for role, counts in tracker.roles.items()},
        "cost": tracker.usage.cost,
    }


def passthrough_report(passthrough: Passthrough) -> dict[str, Any]:
    """Return the report on a request that the plain model answered, with the reason."""
    return {"strategy": None, "verified": None, "summary": [passthrough.reason]}
