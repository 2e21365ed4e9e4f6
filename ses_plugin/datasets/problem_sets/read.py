"""Problems in a local file or folder, whatever published form it has. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ses_plugin.datasets import problem_rows
from ses_plugin.datasets.json_lines import as_row, json_lines, opened, parsed
from ses_plugin.datasets.problem_sets import code_contests, functions, livecodebench
from ses_plugin.datasets.problem_sets.files import ARCHIVES
from ses_plugin.datasets.problem_sets.left_out import LeftOut
from ses_plugin.datasets.problem_sets.packages import load_package
from ses_plugin.errors import Unsupported, UsageError
from ses_plugin.problems import Problem

_Row = dict[str, Any]
# By the columns that no other set has; the first that fits is taken.
_FORMS: tuple[tuple[str, tuple[str, ...], Callable[[_Row], Problem]], ...] = (
    ("SES's own rows", ("statement", "public", "private", "limits"), problem_rows.from_row),
    (
        "livecodebench/code_generation_lite",
        ("question_content", "private_test_cases"),
        livecodebench.from_row,
    ),
    ("deepmind/code_contests", ("description", "private_tests"), code_contests.from_row),
    (
        "openai/openai_humaneval, evalplus/humanevalplus",
        ("prompt", "entry_point", "test"),
        functions.from_humaneval,
    ),
    (
        "google-research-datasets/mbpp, evalplus/mbppplus",
        ("task_id", "code", "test_list"),
        functions.from_mbpp,
    ),
)


def load(path: str | Path, *, accept_scoring: bool = False) -> Iterator[Problem]:
    """Yield the problems at `path`, one after the other.

    `path` is a problem package (a folder, or a `.zip` or `.kpp` file), a folder of packages, or a file
    `.jsonl` (one row a line) or `.json` (a list of rows) of LiveCodeBench, CodeContests, HumanEval, MBPP or
    their EvalPlus editions, known by its columns. Rows that can't be judged here (see each `from_row`) are
    left out; how many and why, and how many tests of others can't be read, is logged once all are read.
    `accept_scoring` is for packages. Raises UsageError, naming what was found and what is allowed.
    """
    path = Path(path)
    if path.is_dir():
        yield from _folder(path, accept_scoring)
    elif path.suffix.lower() in ARCHIVES:
        yield load_package(path, accept_scoring=accept_scoring)
    elif path.suffix.lower() in (".jsonl", ".json"):
        left_out = LeftOut(path)
        for where, row in _rows(path):
            left_out.rows += 1
            try:
                problem = _problem(row, where)
            except Unsupported as error:
                left_out.reasons.append(str(error))
                continue
            left_out.count_tests(problem)
            yield problem
        left_out.log()
    else:
        kind = f"a file of type {path.suffix or 'none'}" if path.exists() else "nothing"
        raise UsageError(
            f"{path}: found {kind}; give a problem package (a folder, .zip or .kpp), a folder of them, "
            "or a .jsonl or .json file of rows"
        )


def _folder(path: Path, accept_scoring: bool) -> Iterator[Problem]:
    if (path / "problem.yaml").is_file():
        yield load_package(path, accept_scoring=accept_scoring)
        return
    packages = [
        inside
        for inside in sorted(path.iterdir())
        if (inside / "problem.yaml").is_file() or inside.suffix.lower() in ARCHIVES
    ]
    if not packages:
        there = ", ".join(sorted(inside.name for inside in path.iterdir())[:5]) or "nothing"
        raise UsageError(
            f"{path}: found {there}; a folder has to be a problem package, with problem.yaml, or hold some"
        )
    for package in packages:
        yield load_package(package, accept_scoring=accept_scoring)


def _rows(path: Path) -> Iterator[tuple[str, _Row]]:
    """Yield where each row is, and the row."""
    if path.suffix.lower() == ".jsonl":
        for where, value in json_lines(path):
            yield where, as_row(value, where)
        return
    with opened(path) as file:
        rows = parsed(file.read(), str(path))
    for number, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
        where = f"{path}, row {number}"
        yield where, as_row(row, where)


def _problem(row: _Row, where: str) -> Problem:
    for name, columns, from_row in _FORMS:
        if all(column in row for column in columns):
            try:
                return from_row(row)
            except Unsupported:  # the row names itself
                raise
            except UsageError as error:
                raise UsageError(f"{where}: {error}") from error
            except (KeyError, TypeError, ValueError) as error:
                raise UsageError(f"{where}: not a row of {name} ({error!r})") from error
    allowed = "; ".join(f"{name} ({', '.join(columns)}, ...)" for name, columns, _ in _FORMS)
    raise UsageError(f"{where}: found columns {', '.join(row) or 'none'}; known are {allowed}")
