"""Candidates from a file: lm-eval's samples of one of our tasks, or rows of our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from ses_plugin.datasets.json_lines import json_lines
from ses_plugin.errors import UsageError


class Candidate(NamedTuple):
    """A program, None if the reply held none, and how long the reply was, in characters."""

    source: str | None
    length: int


def read_pool(path: Path) -> dict[str, list[Candidate]]:
    """Return the candidates for each problem's id.

    A line is `{"id": …, "programs": [text or null, …]}`, or what `lm_eval --log_samples` writes for
    `ses_solve`, `ses_self_verify` or `ses_verify`. Raises UsageError for a file that can't be read, a line
    that is neither, or a file without any.
    """
    pool: dict[str, list[Candidate]] = {}
    for where, row in json_lines(path):
        try:
            name, candidates = _row(row)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
            raise UsageError(
                f'{where}: neither {{"id": …, "programs": […]}} nor a sample that lm-eval '
                f"logged for ses_solve, ses_self_verify or ses_verify ({type(error).__name__}: {error})"
            ) from error
        pool.setdefault(name, []).extend(candidates)
    if not pool:
        raise UsageError(f"{path}: no candidates in it")
    return pool


def _row(row: dict[str, Any]) -> tuple[str, list[Candidate]]:
    told = json.loads(row["resps"][0][0]) if "resps" in row else row
    name = row["doc"]["id"] if "resps" in row else row["id"]
    programs = told["programs"]
    lengths = told.get("lengths") or [len(source or "") for source in programs]
    if not isinstance(name, str) or not all(source is None or isinstance(source, str) for source in programs):
        raise TypeError("an id or a program that is no text")
    return name, [Candidate(*pair) for pair in zip(programs, lengths, strict=True)]
