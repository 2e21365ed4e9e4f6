"""Loads problems by what a user writes: a path to a file or a package, or the name of a plugin's source."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ses_plugin.errors import SesError, Unsupported, UsageError
from ses_plugin.files.json_lines import as_row, parse_json, read_json_lines
from ses_plugin.files.reading import MAX_BYTES, find_lone_surrogate, read_text
from ses_plugin.plugins.registry import PROBLEM_SOURCE, is_valid_name, shared_registry
from ses_plugin.problems import serialization
from ses_plugin.problems.formats import code_contests, humaneval_mbpp, livecodebench
from ses_plugin.problems.formats.files import ARCHIVES
from ses_plugin.problems.formats.kattis import load_package
from ses_plugin.problems.formats.shortfall import Shortfall
from ses_plugin.types.problem import Problem

LeftOut = Callable[[UsageError], None]
_Row = dict[str, Any]
# By the columns that no other set has; the first that fits is taken.
_FORMS: tuple[tuple[str, tuple[str, ...], Callable[[_Row], Problem]], ...] = (
    ("SES's own rows", ("statement", "public", "private", "limits"), serialization.problem_from_row),
    (
        "livecodebench/code_generation_lite",
        ("question_content", "private_test_cases"),
        livecodebench.from_livecodebench,
    ),
    ("deepmind/code_contests", ("description", "private_tests"), code_contests.from_code_contests),
    (
        "openai/openai_humaneval, evalplus/humanevalplus",
        ("prompt", "entry_point", "test"),
        humaneval_mbpp.from_humaneval,
    ),
    (
        "google-research-datasets/mbpp, evalplus/mbppplus",
        ("task_id", "code", "test_list"),
        humaneval_mbpp.from_mbpp,
    ),
)

_IDS = ("id", "question_id", "name", "task_id")
"""The columns that have a row's id, in one form or the other."""


def is_path(named: str) -> bool:
    """Return whether `named` is a path, not the source of a plugin."""
    return os.path.exists(os.path.expanduser(named)) or not is_valid_name(named.partition(":")[0])


def load_problems(named: str, left_out: LeftOut | None = None) -> Iterator[Problem]:
    """Yield the problems of `named`: a path (see `load_problem_set`), or NAME or NAME:ARGUMENT.

    What exists is a path; `NAME:` always means the source. `left_out` is that of `load_problem_set`. Raises
    UsageError if there is neither, and PluginError if a source fails or yields anything else than problems.
    """
    if is_path(named):
        yield from load_problem_set(os.path.expanduser(named), left_out=left_out)
        return
    name, _, argument = named.partition(":")
    try:
        offer = shared_registry().find(PROBLEM_SOURCE, name)
    except UsageError as error:
        raise UsageError(f"{named}: no such file or folder here, and {error}") from error
    with offer.plugin.blame(f"problem source {name!r} failed"):
        for problem in offer.value(argument):
            if not isinstance(problem, Problem):
                raise TypeError(f"it yields {type(problem).__name__}, not Problem")
            yield problem


def load_problem_set(
    path: str | Path, *, accept_scoring: bool = False, left_out: LeftOut | None = None
) -> Iterator[Problem]:
    """Yield the problems at `path`, one after the other.

    `path` is a problem package (a folder, or a `.zip` or `.kpp` file), a folder of packages, or a file
    `.jsonl` (one row a line) or `.json` (a list of rows) of LiveCodeBench, CodeContests, HumanEval, MBPP or
    their EvalPlus editions, known by its columns. What can't be judged here is left out: of a folder of
    packages those that can't be read or judged, and rows that are no problem for a judge (see the reader of
    each format). Each is given to `left_out`, with the reason; without it packages are errors, and how many
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
        for where, value in read_json_lines(path):
            yield where, as_row(value, where)
        return
    rows = parse_json(read_text(path, MAX_BYTES, "a UTF-8 file; of more, a .jsonl file"), str(path))
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
    """Return the id of a row in words, if it has one that is not in `told` yet."""
    found = next((row[name] for name in _IDS if isinstance(row.get(name), (str, int))), None)
    return "" if found is None or str(found) in told else f" (problem {found!r:.100})"


def _sendable(problem: Problem) -> Problem:
    """Return the problem. Raises UsageError if no server would take what models see of it."""
    task = problem.public
    shown = [("statement", task.statement), ("starter", task.starter_code)]
    shown += [("public", text) for test in task.public_tests for text in (test.input, test.output)]
    for column, text in shown:
        if why := find_lone_surrogate(text):
            raise UsageError(f"{column}: {why}; such a text can't be sent to a model: correct it")
    return problem
