"""Problems in a local file or folder, whatever published form it has. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ses_plugin.datasets import problem_rows
from ses_plugin.datasets.json_lines import as_row, json_lines, parsed
from ses_plugin.datasets.problem_sets import code_contests, functions, livecodebench
from ses_plugin.datasets.problem_sets.files import ARCHIVES
from ses_plugin.datasets.problem_sets.packages import load_package
from ses_plugin.datasets.problem_sets.shortfall import Shortfall
from ses_plugin.errors import SesError, Unsupported, UsageError
from ses_plugin.inputs import MAX_BYTES, half_characters, text_of
from ses_plugin.problems import Problem

LeftOut = Callable[[UsageError], None]
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

_IDS = ("id", "question_id", "name", "task_id")
"""The columns that have a row's id, in one form or the other."""


def load(
    path: str | Path, *, accept_scoring: bool = False, left_out: LeftOut | None = None
) -> Iterator[Problem]:
    """Yield the problems at `path`, one after the other.

    `path` is a problem package (a folder, or a `.zip` or `.kpp` file), a folder of packages, or a file
    `.jsonl` (one row a line) or `.json` (a list of rows) of LiveCodeBench, CodeContests, HumanEval, MBPP or
    their EvalPlus editions, known by its columns. What can't be judged here is left out: of a folder of
    packages those that can't be read or judged, and rows that are no problem for a judge (see each
    `from_row`). Each is given to `left_out`, with the reason; without it packages are errors, and how many
    rows and why is logged once all are read. How many tests of other rows can't be read is logged in any
    case. `accept_scoring` is for packages. Raises UsageError, naming what was found and what is allowed.
    """
    path = Path(path)
    if path.is_dir():
        yield from _folder(path, accept_scoring, left_out)
    elif path.suffix.lower() in ARCHIVES:
        yield load_package(path, accept_scoring=accept_scoring)
    elif path.suffix.lower() in (".jsonl", ".json"):
        shortfall = Shortfall(path)
        for where, row in _rows(path):
            shortfall.rows += 1
            try:
                problem = _problem(row, where)
            except Unsupported as error:
                if left_out is None:
                    shortfall.reasons.append(str(error))
                else:
                    left_out(error)
                continue
            shortfall.count_tests(problem)
            yield problem
        shortfall.log()
    else:
        kind = f"a file of type {path.suffix or 'none'}" if path.exists() else "nothing"
        raise UsageError(
            f"{path}: found {kind}; give a problem package (a folder, .zip or .kpp), a folder of them, "
            "or a .jsonl or .json file of rows"
        )


def _folder(path: Path, accept_scoring: bool, left_out: LeftOut | None) -> Iterator[Problem]:
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
        try:
            problem = load_package(package, accept_scoring=accept_scoring)
        except UsageError as error:
            if left_out is None:
                raise
            left_out(error)
        else:
            yield problem


def _rows(path: Path) -> Iterator[tuple[str, _Row]]:
    """Yield where each row is, and the row."""
    if path.suffix.lower() == ".jsonl":
        for where, value in json_lines(path):
            yield where, as_row(value, where)
        return
    rows = parsed(text_of(path, MAX_BYTES, "a UTF-8 file; of more, a .jsonl file"), str(path))
    for number, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
        where = f"{path}, row {number}"
        yield where, as_row(row, where)


def _problem(row: _Row, where: str) -> Problem:
    for name, columns, from_row in _FORMS:
        if all(column in row for column in columns):
            try:
                return _sendable(from_row(row))
            except Unsupported:  # the row names itself
                raise
            except UsageError as error:
                raise UsageError(f"{where}: {error}{_named(row, str(error))}") from error
            except SesError:
                raise
            except Exception as error:  # whatever a strange row makes of its reader
                why = f"not a row of {name} ({error!r:.300})"
                raise UsageError(f"{where}: {why}{_named(row, why)}") from error
    allowed = "; ".join(f"{name} ({', '.join(columns)}, ...)" for name, columns, _ in _FORMS)
    raise UsageError(f"{where}: found columns {', '.join(row) or 'none'}; known are {allowed}")


def _named(row: _Row, told: str) -> str:
    """Return the id of a row in words, if it has one that is not `told` yet."""
    found = next((row[name] for name in _IDS if isinstance(row.get(name), (str, int))), None)
    return "" if found is None or str(found) in told else f" (problem {found!r:.100})"


def _sendable(problem: Problem) -> Problem:
    """Return the problem. Raises UsageError if no server would take what models see of it."""
    task = problem.task
    shown = [("statement", task.statement), ("starter", task.starter)]
    shown += [("public", text) for test in task.public for text in (test.input, test.output)]
    for column, text in shown:
        if why := half_characters(text):
            raise UsageError(f"{column}: {why}; such a text can't be sent to a model: correct it")
    return problem
