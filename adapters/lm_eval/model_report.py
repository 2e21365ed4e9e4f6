"""What the model `ses` did: for lm-eval's results and log, and a line for each request in a file."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lm_eval.api.instance import Instance

from ses_plugin.files.writing import check_output, write_output
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.report import build_report, passthrough_report
from ses_plugin.service.request import Passthrough, SolveRequest
from ses_plugin.service.solve import SolveResponse
from ses_plugin.usage.usage import RoleUsage, UsageByRole, UsageTracker

_OPTION = "--model_args ses_report"
_BEGINNING = re.compile(rb'\{"task": (?:null|"[^"]*"), "doc_id": ')
"""What a report begins with: {"task": "humaneval", "doc_id": 0, ..."""


class ModelReport:
    """A file of JSON lines, one for each request: `path`, or none; each of several processes has its own.

    Raises UsageError at once if it can't be written, or if there is a file that is no such report.
    """

    def __init__(self, path: Path | None, rank: int, world_size: int) -> None:
        self._path = path
        if path is not None and world_size > 1:
            self._path = path.with_name(f"{path.stem}_rank{rank}{path.suffix}")
        if self._path is not None:
            with contextlib.suppress(OSError):  # which is told next
                self._path.parent.mkdir(parents=True, exist_ok=True)
            check_output(self._path, f"{_OPTION}=", _BEGINNING.match)
            write_output(self._path, f"{_OPTION}=", "")
        self._rows: list[dict[str, Any]] = []

    def plain(self, request: Instance, plain: Passthrough) -> None:
        """Note a request that the model answered as it was."""
        self._note(request, passthrough_report(plain))

    def solved(
        self, request: Instance, posed: SolveRequest, answer: SolveResponse, ledger: UsageByRole
    ) -> None:
        """Note a request that was solved."""
        roles = {role: RoleUsage(spent.calls + spent.failed, usage=spent) for role, spent in ledger.items()}
        row = build_report(posed, answer, UsageTracker(roles=roles))
        del row["rounds"]  # they are those of all requests together
        self._note(request, row)

    def write(self) -> None:
        """Write all rows."""
        if self._path is not None:
            write_output(self._path, f"{_OPTION}=", "".join(f"{json.dumps(row)}\n" for row in self._rows))

    def _note(self, request: Instance, row: Mapping[str, Any]) -> None:
        if self._path is not None:
            self._rows.append({"task": request.task_name, "doc_id": request.doc_id, **row})


def summarize_run(
    options: SolveOptions, requests: Mapping[str, int], traffic: UsageTracker
) -> dict[str, Any]:
    """Return how many requests were solved, why others were not, and what all took, as plain data.

    `requests` counts them by the reason why they were not solved, "" for those that were.
    """
    plain = {why: number for why, number in requests.items() if why}
    counts = {"solved": requests.get("", 0), "plain": sum(plain.values()), "why_plain": plain}
    return {"options": asdict(options), "requests": counts, **traffic.to_row()}


def report_line(row: Mapping[str, Any]) -> str:
    """Return a summary in one line."""
    requests = row["requests"]
    parts = [f"{row['options']['strategy']}: {requests['solved']} requests solved"]
    parts += [
        f"{number} answered by the model alone ({why})" for why, number in requests["why_plain"].items()
    ]
    parts.append(f"rounds: {row['rounds']}")
    for role, passed in row["roles"].items():
        spent = passed["usage"]
        tokens = "tokens not known"
        if spent["completion_tokens"] is not None:
            tokens = f"{spent['prompt_tokens']} tokens read, {spent['completion_tokens']} written"
        parts.append(f"{role}: {spent['calls']} {'runs' if role == 'execute' else f'calls, {tokens}'}")
    return "; ".join(parts)
