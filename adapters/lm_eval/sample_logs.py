"""Programs from files: candidates to select from, and the final answers in lm-eval's sample logs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ses_plugin.errors import UsageError
from ses_plugin.files import read_json_lines
from ses_plugin.service.samples import parse_sample, sample_answers

T = TypeVar("T")


class StoredCandidate(NamedTuple):
    """A program (None if the reply contains none) and the reply; without a reply, the program instead."""

    source: str | None
    reply: str


def read_candidates(path: Path) -> dict[str, list[StoredCandidate]]:
    """Return the candidates of each problem, by its id.

    A line is `{"id": …, "programs": [text or null, …]}`, or a sample that lm-eval logged for a solving task.
    Raises UsageError for a file that can't be read, for another line, and for a file without candidates.
    """
    candidates_by_id: dict[str, list[StoredCandidate]] = {}
    for where, row in read_json_lines(path):
        name, candidates = _parse_line(row, where, _parse_candidates, _CANDIDATES)
        candidates_by_id.setdefault(name, []).extend(candidates)
    if not candidates_by_id:
        raise UsageError(f"{path}: no candidates in this file; give {_CANDIDATE_FORMS}")
    return candidates_by_id


_CANDIDATE_FORMS = 'lines {"id": …, "programs": […]}, or the samples that lm_eval --log_samples writes'
_CANDIDATES = (
    'neither {"id": …, "programs": […]} nor a sample that lm_eval --log_samples writes for a solving task'
)
_SAMPLES = "not a sample of a task that solves problems, as lm_eval --log_samples writes it"


def _parse_line(
    row: Any, where: str, parse: Callable[[Any], tuple[str, list[T]]], expected: str
) -> tuple[str, list[T]]:
    """Return the problem's id and the parsed values. Raises UsageError for a line that can't be parsed."""
    try:
        name, values = parse(row)
        if not isinstance(name, str):
            raise TypeError(f"an id is {name!r:.100}, and not a text")
        return name, values
    except (
        UsageError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
    ) as error:
        reason = str(error) if isinstance(error, UsageError) else f"{type(error).__name__}: {error}"
        raise UsageError(f"{where}: {expected} ({reason})") from error


def _parse_candidates(row: dict[str, Any]) -> tuple[str, list[StoredCandidate]]:
    if "resps" in row:
        candidates = parse_sample(row["resps"][0][0])["candidates"]
        return row["doc"]["id"], [
            StoredCandidate(candidate["program"], candidate["reply"]) for candidate in candidates
        ]
    programs = row["programs"]
    if not all(program is None or isinstance(program, str) for program in programs):
        raise TypeError("a program is not a text")
    return row["id"], [StoredCandidate(program, program or "") for program in programs]


def read_sample_log(path: Path) -> dict[str, list[str]]:
    """Return the answers to each problem, by its id: programs, or "" for an answer without one.

    Tasks that select or repair have one answer per problem, `ses_solve` has all candidates. Samples of
    lm-eval's own HumanEval and MBPP are read too, those of the first filter.

    Raises UsageError for a file that can't be read, for another line, and for a file without samples.
    """
    answers: dict[str, list[str]] = {}
    first_filter: object = None
    for where, row in read_json_lines(path):
        name, programs = _parse_line(row, where, _parse_answer, _SAMPLES)
        first_filter = first_filter or row.get("filter")
        if row.get("filter") == first_filter:
            answers.setdefault(name, []).extend(programs)
    if not answers:
        raise UsageError(f"{path}: no samples in this file; give one that lm_eval --log_samples wrote")
    return answers


def _parse_answer(row: dict[str, Any]) -> tuple[str, list[str]]:
    if "id" not in row["doc"]:  # a task of lm-eval's own
        (programs,) = row["filtered_resps"]
        name, programs = row["doc"]["task_id"], [programs] if isinstance(programs, str) else list(programs)
        if not all(isinstance(program, str) for program in programs):
            raise TypeError("a program is not a text")
        return f"mbpp/{name}" if isinstance(name, int) else name, programs  # MBPP's ids are numbers
    answers = sample_answers(parse_sample(row["resps"][0][0]))
    return row["doc"]["id"], [candidate["program"] or "" for candidate in answers] or [""]
