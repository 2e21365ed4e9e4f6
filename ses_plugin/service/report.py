"""What a front end says about an answer, in one namespaced field of the response, as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ses_plugin.service.request import Passthrough, SolveRequest
from ses_plugin.service.result import result_to_row
from ses_plugin.service.solve import SolveResponse
from ses_plugin.usage.usage import UsageTracker

FIELD = "ses"
"""The name of the field."""


def build_report(posed: SolveRequest, answer: SolveResponse, traffic: UsageTracker) -> dict[str, Any]:
    """Return how `answer` was found: the choice in words, each candidate on each example, what it took."""
    return {
        **result_to_row(answer.result),
        "examples": len(posed.problem.public_tests),
        "found": posed.detected.reason,
        "rounds": traffic.rounds,
        "roles": {role: asdict(passed) for role, passed in traffic.roles.items()},
        "cost": traffic.usage.cost,
    }


def passthrough_report(plain: Passthrough) -> dict[str, Any]:
    """Return why the plain model has answered."""
    return {"strategy": None, "verified": None, "summary": [plain.reason]}
