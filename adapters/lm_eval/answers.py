"""The answers of a run, from the file that `lm_eval --log_samples` wrote for a task."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from ses_plugin.errors import UsageError
from ses_plugin.inputs import lines


def read_answers(path: Path) -> dict[str, list[str]]:
    """Return the programs given for each problem's id, "" for an answer without one.

    One program where the task has chosen or repaired one, all candidates else; of a repair and its oracle's,
    the repair. Also reads samples of lm-eval's own HumanEval and MBPP, of their first filter. Raises
    UsageError for a file that can't be read, a line that is no such sample, or a file without any.
    """
    answers: dict[str, list[str]] = {}
    first_filter: object = None
    try:
        with path.open("rb") as file:
            for number, line in enumerate(lines(file, path), 1):
                if not line.strip():
                    continue
                row = _row(line, f"{path}, line {number}")
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


def _row(line: bytes, where: str) -> _Row:
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
