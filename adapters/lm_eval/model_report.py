"""Reports of the model `ses`: a summary for lm-eval's results and log, and a file with a row per request."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lm_eval.api.instance import Instance

from ses_plugin.files import check_output, write_output
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.report import build_report, passthrough_report
from ses_plugin.service.request import Passthrough, SolveRequest
from ses_plugin.service.solve import SolveResponse
from ses_plugin.usage import RoleUsage, UsageByRole, UsageTracker

_OPTION = "--model_args ses_report"
_BEGINNING = re.compile(rb'\{"task": (?:null|"[^"]*"), "doc_id": ')
"""The beginning of a report: {"task": "humaneval", "doc_id": 0, ..."""


class ModelReport:
    """A report file with a JSON line for each request; without a `path`, nothing is written.

    In a distributed run each process writes its own file. Raises UsageError at once if the file can't be
    written, or if it exists and is not such a report.
    """

    def __init__(self, path: Path | None, rank: int, world_size: int) -> None:
        self._path = path
        if path is not None and world_size > 1:
            self._path = path.with_name(f"{path.stem}_rank{rank}{path.suffix}")
        if self._path is not None:
            with contextlib.suppress(OSError):  # `check_output` reports the error
                self._path.parent.mkdir(parents=True, exist_ok=True)
            check_output(self._path, f"{_OPTION}=", _BEGINNING.match)
            write_output(self._path, f"{_OPTION}=", "")
        self._rows: list[dict[str, Any]] = []

    def add_passthrough(self, request: Instance, passthrough: Passthrough) -> None:
        """Add a request that the plain model answered."""
        self._add_row(request, passthrough_report(passthrough))

    def add_solved(
        self, request: Instance, solve_request: SolveRequest, response: SolveResponse, usage: UsageByRole
    ) -> None:
        """Add a request that was solved."""
        roles = {
            role: RoleUsage(role_usage.calls + role_usage.failed, usage=role_usage)
            for role, role_usage in usage.items()
        }
        report = build_report(solve_request, response, UsageTracker(roles=roles))
        # Rounds are shared by all requests, so they are none of one request's.
        self._add_row(request, {name: value for name, value in report.items() if name != "rounds"})

    def write(self) -> None:
        """Write all rows."""
        if self._path is not None:
            write_output(self._path, f"{_OPTION}=", "".join(f"{json.dumps(row)}\n" for row in self._rows))

    def _add_row(self, request: Instance, row: Mapping[str, Any]) -> None:
        if self._path is not None:
            self._rows.append({"task": request.task_name, "doc_id": request.doc_id, **row})


def summarize_run(
    options: SolveOptions, requests: Mapping[str, int], tracker: UsageTracker
) -> dict[str, Any]:
    """Return the numbers of requests, the reasons of passthroughs, and the usage, as plain data.

    `requests` has the number of requests by the reason for a passthrough; "" for solved requests.
    """
    passthrough = {reason: number for reason, number in requests.items() if reason}
    counts = {
        "solved": requests.get("", 0),
        "passthrough": sum(passthrough.values()),
        "passthrough_reasons": passthrough,
    }
    return {"options": asdict(options), "requests": counts, **tracker.to_row()}


def report_line(row: Mapping[str, Any]) -> str:
    """Return the summary of a run in one line."""
    requests = row["requests"]
    parts = [f"{row['options']['strategy']}: {requests['solved']} requests solved"]
    parts += [
        f"{number} answered by the plain model ({reason})"
        for reason, number in requests["passthrough_reasons"].items()
    ]
    parts.append(f"rounds: {row['rounds']}")
    for role, counts in row["roles"].items():
        role_usage = counts["usage"]
        tokens = "tokens not known"
        if role_usage["completion_tokens"] is not None:
            tokens = f"{role_usage['prompt_tokens']} tokens read, {role_usage['completion_tokens']} written"
        parts.append(f"{role}: {role_usage['calls']} {'runs' if role == 'execute' else f'calls, {tokens}'}")
    return "; ".join(parts)
