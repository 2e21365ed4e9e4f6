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

from ses_plugin.chat.options import SolveOptions
from ses_plugin.chat.report import plain_report, report
from ses_plugin.chat.request import Plain, Posed
from ses_plugin.chat.solve import Answer
from ses_plugin.drivers.traffic import Passed, Traffic
from ses_plugin.metrics.ledger import Ledger
from ses_plugin.outputs import check_output, write_output

_OPTION = "--model_args ses_report"
_BEGINNING = re.compile(rb'\{"task": (?:null|"[^"]*"), "doc_id": ')
"""What a report begins with: {"task": "humaneval", "doc_id": 0, ..."""


class Report:
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

    def plain(self, request: Instance, plain: Plain) -> None:
        """Note a request that the model answered as it was."""
        self._note(request, plain_report(plain))

    def solved(self, request: Instance, posed: Posed, answer: Answer, ledger: Ledger) -> None:
        """Note a request that was solved."""
        roles = {role: Passed(spent.calls + spent.failed, spent=spent) for role, spent in ledger.items()}
        row = report(posed, answer, Traffic(roles=roles))
        del row["rounds"]  # they are those of all requests together
        self._note(request, row)

    def write(self) -> None:
        """Write all rows."""
        if self._path is not None:
            write_output(self._path, f"{_OPTION}=", "".join(f"{json.dumps(row)}\n" for row in self._rows))

    def _note(self, request: Instance, row: Mapping[str, Any]) -> None:
        if self._path is not None:
            self._rows.append({"task": request.task_name, "doc_id": request.doc_id, **row})


def summary(options: SolveOptions, requests: Mapping[str, int], traffic: Traffic) -> dict[str, Any]:
    """Return how many requests were solved, why others were not, and what all took, as plain data.

    `requests` counts them by the reason why they were not solved, "" for those that were.
    """
    plain = {why: number for why, number in requests.items() if why}
    counts = {"solved": requests.get("", 0), "plain": sum(plain.values()), "why_plain": plain}
    return {"options": asdict(options), "requests": counts, **traffic.to_row()}


def told(row: Mapping[str, Any]) -> str:
    """Return a summary in one line."""
    requests = row["requests"]
    parts = [f"{row['options']['strategy']}: {requests['solved']} requests solved"]
    parts += [
        f"{number} answered by the model alone ({why})" for why, number in requests["why_plain"].items()
    ]
    parts.append(f"rounds: {row['rounds']}")
    for role, passed in row["roles"].items():
        spent = passed["spent"]
        tokens = "tokens not known"
        if spent["tokens_out"] is not None:
            tokens = f"{spent['tokens_in']} tokens read, {spent['tokens_out']} written"
        parts.append(f"{role}: {spent['calls']} {'runs' if role == 'execute' else f'calls, {tokens}'}")
    return "; ".join(parts)
