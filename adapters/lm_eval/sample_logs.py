"""Programs from files: candidates to select from, and the final answers in lm-eval's sample logs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from ses_plugin.errors import UsageError
from ses_plugin.files.reading import read_json_lines, read_lines


class StoredCandidate(NamedTuple):
    """A program, None if the reply held none, and how long the reply was, in characters."""

    source: str | None
    length: int


def read_candidates(path: Path) -> dict[str, list[StoredCandidate]]:
    """Return the candidates for each problem's id.

    A line is `{"id": …, "programs": [text or null, …]}`, or what `lm_eval --log_samples` writes for
    `ses_solve`, `ses_self_verify` or `ses_verify`. Raises UsageError for a file that can't be read, a line
    that is neither, or a file without any.
    """
    pool: dict[str, list[StoredCandidate]] = {}
    for where, row in read_json_lines(path):
        try:
            name, candidates = _parse_candidates(row)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
            raise UsageError(
                f'{where}: neither {{"id": …, "programs": […]}} nor a sample that lm-eval '
                f"logged for ses_solve, ses_self_verify or ses_verify ({type(error).__name__}: {error})"
            ) from error
        pool.setdefault(name, []).extend(candidates)
    if not pool:
        raise UsageError(f"{path}: no candidates in it")
    return pool


def _parse_candidates(row: dict[str, Any]) -> tuple[str, list[StoredCandidate]]:
    told = json.loads(row["resps"][0][0]) if "resps" in row else row
    name = row["doc"]["id"] if "resps" in row else row["id"]
    programs = told["programs"]
    lengths = told.get("lengths") or [len(source or "") for source in programs]
    if not isinstance(name, str) or not all(source is None or isinstance(source, str) for source in programs):
        raise TypeError("an id or a program that is no text")
    return name, [StoredCandidate(*pair) for pair in zip(programs, lengths, strict=True)]


def read_sample_log(path: Path) -> dict[str, list[str]]:
    """Return the programs given for each problem's id, "" for an answer without one.

    One program where the task has chosen or repaired one, all candidates else; of a repair and its oracle's,
    the repair. Also reads samples of lm-eval's own HumanEval and MBPP, of their first filter. Raises
    UsageError for a file that can't be read, a line that is no such sample, or a file without any.
    """
    answers: dict[str, list[str]] = {}
    first_filter: object = None
    try:
        with path.open("rb") as file:
            for number, line in enumerate(read_lines(file, path), 1):
                if not line.strip():
                    continue
                row = _parse_sample(line, f"{path}, line {number}")
                first_filter = first_filter or row.filter
                if row.filter == first_filter:
                    answers.setdefault(row.name, []).extend(row.programs)
    except OSError as error:
        raise UsageError(f"{path}: can't be read ({error})") from error
    if not answers:
        raise UsageError(f"{path}: no samples in it")
    return answers


class _Row(NamedTuple):
    filter: object
    name: str
    programs: list[str]


def _parse_sample(line: bytes, where: str) -> _Row:
    try:
        row = json.loads(line)
        name, programs = _answer(row)
        if not isinstance(name, str) or not all(isinstance(program, str) for program in programs):
            raise TypeError("an id or a program that is no text")
        return _Row(row.get("filter"), name, programs)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise UsageError(
            f"{where}: not a sample of a task that solves problems, as lm_eval "
            f"--log_samples writes it ({type(error).__name__}: {error})"
        ) from error


def _answer(row: dict[str, Any]) -> tuple[str, list[str]]:
    if "id" not in row["doc"]:  # a task of lm-eval's own
        (given,) = row["filtered_resps"]
        return _of_others(row["doc"]["task_id"]), [given] if isinstance(given, str) else [*map(str, given)]
    told = json.loads(row["resps"][0][0])
    if "fixed" in told:
        programs = [turn["program"] for turn in told["fixed"]["turns"]][-1:] or [None]
    elif "program" in told:
        programs = [told["program"]]
    elif "chosen" in told:
        programs = [None if told["chosen"] is None else told["programs"][told["chosen"]]]
    else:
        programs = told["programs"]
    return row["doc"]["id"], [program or "" for program in programs]


def _of_others(name: str | int) -> str:
    """Return a problem's id as ours: MBPP's are numbers, HumanEval's have its name."""
    return f"mbpp/{name}" if isinstance(name, int) else str(name)
