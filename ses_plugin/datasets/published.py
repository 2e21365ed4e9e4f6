"""Published sets of output prediction, row by row; for evaluation only."""

from __future__ import annotations

import hashlib
from typing import Any

from ses_plugin.datasets.instances import Instance
from ses_plugin.errors import UsageError

CRUXEVAL_COLUMNS = ("code", "input", "output", "id")
LCB_COLUMNS = ("id", "code", "function_name", "input", "output", "question_id", "difficulty")


def from_cruxeval(row: dict[str, Any]) -> Instance:
    """Return a row of `cruxeval-org/cruxeval`: the function is `f`, `input` its arguments' text."""
    return Instance(
        id=row["id"],
        cluster=_digest(row["code"]),
        code=row["code"],
        entry="f",
        input=row["input"],
        output=row["output"],
    )


def from_lcb_execution(row: dict[str, Any]) -> Instance:
    """Return a row of `livecodebench/execution-v2`: `input` is the whole call.

    Several rows are solutions of one question, so the question is the cluster. Raises UsageError for
    a row whose `input` is no call of its function.
    """
    name, call = row["function_name"], row["input"].strip()
    if not (call.startswith(f"{name}(") and call.endswith(")")):
        raise UsageError(f"row {row['id']}: input {call[:80]!r} is not a call of {name}")
    return Instance(
        id=str(row["id"]),
        cluster=str(row["question_id"]),
        code=row["code"],
        entry=name,
        input=call[len(name) + 1 : -1],
        output=row["output"],
        difficulty=row["difficulty"],
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
