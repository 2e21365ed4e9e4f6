"""Load problems: by a path (a file, a package, a folder of packages) or by the name of a plugin's source.

`problem_to_row` and `problem_from_row` convert problems to rows of plain data and back, for the shipped
problems and for host libraries.
"""

from __future__ import annotations

import gzip
import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from ses_plugin.errors import SesError, Unsupported, UsageError
from ses_plugin.files import MAX_BYTES, as_row, find_lone_surrogate, parse_json, read_json_lines, read_text
from ses_plugin.plugins import PROBLEM_SOURCE, comparator_name, get_comparator, is_valid_name, shared_registry
from ses_plugin.problems.formats import contest_rows, humaneval_mbpp
from ses_plugin.problems.formats.kattis import load_package
from ses_plugin.problems.formats.package_files import ARCHIVES
from ses_plugin.scoring.judge_comparators import (
    Comparator,
    ExactMatch,
    LineMatch,
    LiteralMatch,
    OutputValidator,
    TokenMatch,
    ValueMatch,
)
from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem, Test
from ses_plugin.types.program import Limits, Program

SHIPPED_PROBLEMS = "problems.jsonl.gz"
BUILT_IN = {kind.__name__: kind for kind in (ValueMatch, ExactMatch, LineMatch, TokenMatch, LiteralMatch)}
"""The comparators that rows name by their class; others are a plugin's, by the name it registers."""


def problem_to_row(problem: Problem) -> dict[str, Any]:
    """Return `problem` as plain data; rare columns are left out where they have their defaults."""
    rare = {"preloaded": problem.public.preloaded, "unread_tests": problem.unread_tests}
    return {
        "id": problem.id,
        "title": problem.title,
        "level": problem.difficulty,
        "source": problem.source,
        "statement": problem.public.statement,
        "entry": problem.public.entry_point,
        "starter": problem.public.starter_code,
        "public": [[test.input, test.output] for test in problem.public.public_tests],
        "private": [[test.input, test.output] for test in problem.private_tests.for_the_judge()],
        "limits": asdict(problem.limits),
        "comparator": _comparator_row(problem.comparator),
        **{name: value for name, value in rare.items() if value},
    }


def problem_from_row(row: dict[str, Any]) -> Problem:
    """Return the problem of a row that `problem_to_row` made.

    Raises UsageError for tests that aren't pairs of strings, and for an invalid comparator.
    """
    return Problem(
        id=row["id"],
        public=PublicProblem(
            row["statement"],
            _tests(row["public"], "public"),
            row["entry"],
            row["starter"],
            bool(row.get("preloaded")),
        ),
        private_tests=PrivateTests(_tests(row["private"], "private")),
        limits=Limits(**row["limits"]),
        comparator=_comparator(row["comparator"]),
        title=row["title"],
        difficulty=row["level"],
        source=row["source"],
        unread_tests=row.get("unread_tests") or 0,
    )


def problems_to_jsonl(problems: Iterable[Problem]) -> str:
    """Return `problems` as JSON lines."""
    return "".join(json.dumps(problem_to_row(problem), ensure_ascii=False) + "\n" for problem in problems)


@cache
def load_builtin_problems() -> tuple[Problem, ...]:
    """Return the embedded contest problems."""
    text = gzip.decompress(
        (files("ses_plugin.datasets") / "embedded" / SHIPPED_PROBLEMS).read_bytes()
    ).decode()
    return tuple(problem_from_row(json.loads(line)) for line in text.split("\n") if line)


def _tests(rows: object, column: str) -> tuple[Test, ...]:
    tests = []
    for number, pair in enumerate(rows if isinstance(rows, (list, tuple)) else [None], 1):
        match pair:
            case [str(test_input), str(output)]:
                tests.append(Test(test_input, output))
            case _:
                raise UsageError(
                    f"{column} test {number} is {pair!r:.100}; {column} is a list of pairs of texts, "
                    "[[INPUT, OUTPUT], ...]"
                )
    return tuple(tests)


def _comparator_row(comparator: Comparator | OutputValidator | None) -> str | None:
    """Return a comparator as JSON text: a column of lm-eval's tables must have one type."""
    if comparator is None:
        return None
    if isinstance(comparator, (*BUILT_IN.values(), OutputValidator)):
        return json.dumps({"kind": type(comparator).__name__, **asdict(cast(Any, comparator))})
    return json.dumps({"kind": comparator_name(comparator)})


def _comparator(text: str | None) -> Comparator | OutputValidator | None:
    if text is None:
        return None
    values = json.loads(text)
    if not isinstance(values, dict) or not isinstance(kind := values.pop("kind", None), str):
        raise UsageError(f'comparator {text}: give an object with its kind, as in {{"kind": "TokenMatch"}}')
    # Only these classes and registered names: a row must not be able to name any other code.
    if kind in BUILT_IN:
        built_in: Comparator = BUILT_IN[kind](**values)
        return built_in
    if kind != "OutputValidator":
        if values:
            raise UsageError(f"comparator {kind!r} of a package takes no settings; found {', '.join(values)}")
        return get_comparator(kind)
    program = values["program"]
    limits = values["limits"]
    return OutputValidator(
        program=Program(program["source"], files=tuple((name, body) for name, body in program["files"])),
        flags=tuple(values["flags"]),
        limits=None if limits is None else Limits(**limits),
    )


_LOG = logging.getLogger("ses_plugin")
_MAX_SHOWN = 10  # reasons and names in a warning; the others are counted
LeftOut = Callable[[UsageError], None]
_Row = dict[str, Any]
# Each data set with columns that no other has; the first match counts.
_FORMS: tuple[tuple[str, tuple[str, ...], Callable[[_Row], Problem]], ...] = (
    ("SES's own rows", ("statement", "public", "private", "limits"), problem_from_row),
    (
        "livecodebench/code_generation_lite",
        ("question_content", "private_test_cases"),
        contest_rows.from_livecodebench,
    ),
    ("deepmind/code_contests", ("description", "private_tests"), contest_rows.from_code_contests),
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

_IDS = ("id", "question_id", "name", "task_id")  # the columns with a row's id, in one of the sets


def is_path(spec: str) -> bool:
    """Return whether `spec` is a path, and not the name of a plugin's source."""
    return os.path.exists(os.path.expanduser(spec)) or not is_valid_name(spec.partition(":")[0])


def load_problems(spec: str, left_out: LeftOut | None = None) -> Iterator[Problem]:
    """Yield the problems of `spec`: a path (see `load_problem_set`), or NAME or NAME:ARGUMENT of a source.

    A path that exists comes first; `NAME:` always means the source. `left_out`: see `load_problem_set`.
    Raises UsageError if there is neither, PluginError if a source fails or yields anything but problems.
    """
    if is_path(spec):
        yield from load_problem_set(os.path.expanduser(spec), left_out=left_out)
        return
    name, _, argument = spec.partition(":")
    try:
        offer = shared_registry().find(PROBLEM_SOURCE, name)
    except UsageError as error:
        raise UsageError(f"{spec}: no such file or folder here, and {error}") from error
    with offer.plugin.blame(f"problem source {name!r} failed"):
        for problem in offer.value(argument):
            if not isinstance(problem, Problem):
                raise TypeError(f"it yields {type(problem).__name__}, not Problem")
            yield problem


def load_problem_set(
    path: str | Path, *, accept_scoring: bool = False, left_out: LeftOut | None = None
) -> Iterator[Problem]:
    """Yield the problems at `path`.

    Args:
        path: a problem package (a folder, or a `.zip` or `.kpp` file), a folder of packages, or a file
            `.jsonl` (one row per line) or `.json` (a list of rows) of LiveCodeBench, CodeContests, HumanEval,
            MBPP or their EvalPlus editions, recognised by its columns.
        accept_scoring: judge packages with scores as pass or fail (`kattis.load_package`).
        left_out: called with the error of each package and row that can't be judged (see the reader of each
            format), which is skipped. Without it such a package is an error, and the number of such rows is
            logged with their reasons after the last row. Tests that can't be read are logged in any case.

    Raises:
        UsageError: naming what was found and what is allowed.
    """
    path = Path(path)
    if path.is_dir():
        yield from _folder(path, accept_scoring, left_out)
    elif path.suffix.lower() in ARCHIVES:
        yield load_package(path, accept_scoring=accept_scoring)
    elif path.suffix.lower() in (".jsonl", ".json"):
        omissions = _Omissions(path)
        for where, row in _rows(path):
            omissions.rows += 1
            try:
                problem = _problem(row, where)
            except Unsupported as error:
                if left_out is None:
                    omissions.reasons.append(str(error))
                else:
                    left_out(error)
                continue
            omissions.count_tests(problem)
            yield problem
        omissions.log()
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
        entries = ", ".join(sorted(inside.name for inside in path.iterdir())[:5]) or "nothing"
        raise UsageError(
            f"{path}: found {entries}; give a problem package (a folder with problem.yaml), "
            "or a folder of packages"
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
    """Yield each row, with its place for messages."""
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
                return _check_sendable(from_row(row))
            except Unsupported:  # its message has the row's name already
                raise
            except UsageError as error:
                raise UsageError(f"{where}: {error}{_problem_name(row, str(error))}") from error
            except SesError:
                raise
            except Exception as error:  # a row of unexpected types: its reader may raise anything
                message = f"not a row of {name} ({error!r:.300})"
                raise UsageError(f"{where}: {message}{_problem_name(row, message)}") from error
    allowed = "; ".join(f"{name} ({', '.join(columns)}, ...)" for name, columns, _ in _FORMS)
    raise UsageError(f"{where}: found columns {', '.join(row) or 'none'}; known are {allowed}")


def _problem_name(row: _Row, message: str) -> str:
    """Return the row's id for a message, "" if it has none or `message` has it already."""
    identifier = next((row[name] for name in _IDS if isinstance(row.get(name), (str, int))), None)
    is_known = identifier is None or str(identifier) in message
    return "" if is_known else f" (problem {identifier!r:.100})"


def _check_sendable(problem: Problem) -> Problem:
    """Return the problem. Raises UsageError if its public part can't be written as UTF-8, as servers need."""
    public = problem.public
    texts = [("statement", public.statement), ("starter", public.starter_code)]
    texts += [("public", text) for test in public.public_tests for text in (test.input, test.output)]
    for column, text in texts:
        if reason := find_lone_surrogate(text):
            raise UsageError(f"{column}: {reason}; such a text can't be sent to a model: correct it")
    return problem


@dataclass(slots=True)
class _Omissions:
    """What is left out of a file: rows that can't be judged, with reasons, and unreadable tests of others."""

    path: Path
    rows: int = 0
    reasons: list[str] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)
    """The number of missing tests by problem id."""

    def count_tests(self, problem: Problem) -> None:
        """Count the unreadable tests of `problem`."""
        if problem.unread_tests:
            self.unread[problem.id] = problem.unread_tests

    def log(self) -> None:
        """Log what was left out, if anything: a score is then about fewer problems or tests."""
        if self.reasons:
            count = len(self.reasons)
            _warn(f"{self.path}: {count} of {self.rows} rows are left out: {_first_texts(self.reasons)}")
        if self.unread:
            named = [f"{name} ({count})" for name, count in self.unread.items()]
            count = sum(self.unread.values())
            _warn(
                f"{self.path}: {count} tests of {len(named)} problems can't be read and are left out: "
                f"{_first_texts(named, ', ')}"
            )


@cache
def _warn(text: str) -> None:
    """Log a warning once: a file may be read several times, first to check it."""
    _LOG.warning("%s", text)


def _first_texts(texts: list[str], between: str = "; ") -> str:
    more = len(texts) - _MAX_SHOWN
    return between.join(texts[:_MAX_SHOWN]) + (f"{between}and {more} more" if more > 0 else "")
