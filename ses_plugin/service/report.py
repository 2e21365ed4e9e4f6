"""The report on an answer: plain data, in one namespaced field of a front end's response."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TypedDict

from ses_plugin.service.request import Passthrough, SolveRequest
from ses_plugin.service.result import ResultRow, result_to_row
from ses_plugin.service.solve import SolveResponse
from ses_plugin.usage import UsageTracker

FIELD = "ses"
"""The name of the field in responses, and of the object with our options in requests."""


class AnswerReport(ResultRow):
    """The report on a solved request.

    `examples` counts the public tests; `detection` is why a request shows none, "" if it shows some; `roles`
    has for each role the fields of `RoleUsage`; `cost` is in US dollars, None if it is not known.
    """

    examples: int
    detection: str
    rounds: int
    roles: dict[str, dict[str, Any]]
    cost: float | None


class PassthroughReport(TypedDict):
    """The report on a request that the plain model answered; `summary` has the reason."""

    strategy: None
    verified: None
    summary: list[str]


def build_report(request: SolveRequest, response: SolveResponse, tracker: UsageTracker) -> AnswerReport:
    """Return the report on a solved request: the result with all candidates, and the usage of each role."""
    return {
        **result_to_row(response.result),
        "examples": len(request.problem.public_tests),
        "detection": request.detected.reason,
        "rounds": tracker.rounds,
        "roles": {role: asdict(counts) for role, counts in tracker.roles.items()},
        "cost": tracker.usage.cost,
    }


def passthrough_report(passthrough: Passthrough) -> PassthroughReport:
    """Return the report on a request that the plain model answered, with the reason."""
    return {"strategy": None, "verified": None, "summary": [passthrough.reason]}
