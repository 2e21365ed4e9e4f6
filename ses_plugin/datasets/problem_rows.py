"""Problems as rows of plain data, and back: how they are shipped, and how hosts carry them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any, cast

from ses_plugin.comparators import Comparator, Equal, Exact, Lines, Tokens, Validator, Value
from ses_plugin.errors import UsageError
from ses_plugin.plugins import comparator, comparator_name
from ses_plugin.problems import PrivateTests, Problem, Task, Test
from ses_plugin.programs import Limits, Program

SHIPPED = "problems.jsonl.gz"
BUILT_IN = {kind.__name__: kind for kind in (Equal, Exact, Lines, Tokens, Value)}
"""The comparators that rows name by their class; the others are a package's, by its name for them."""


def to_row(problem: Problem) -> dict[str, Any]:
    """Return `problem` as plain data; the columns that few problems have are there if they say something."""
    rare = {"preloaded": problem.task.preloaded, "unread_tests": problem.unread_tests}
    return {
        "id": problem.id,
        "title": problem.title,
        "level": problem.level,
        "source": problem.source,
        "statement": problem.task.statement,
        "entry": problem.task.entry,
        "starter": problem.task.starter,
        "public": [[test.input, test.output] for test in problem.task.public],
        "private": [[test.input, test.output] for test in problem.private.for_the_judge()],
        "limits": asdict(problem.limits),
        "comparator": _comparator_row(problem.comparator),
        **{name: value for name, value in rare.items() if value},
    }


def from_row(row: dict[str, Any]) -> Problem:
    """Return the problem that `to_row` made `row` from.

    Raises UsageError for tests that are no pairs of texts, and for other columns of another type.
    """
    return Problem(
        id=row["id"],
        task=Task(
            row["statement"],
            _tests(row["public"], "public"),
            row["entry"],
            row["starter"],
            bool(row.get("preloaded")),
        ),
        private=PrivateTests(_tests(row["private"], "private")),
        limits=Limits(**row["limits"]),
        comparator=_comparator(row["comparator"]),
        title=row["title"],
        level=row["level"],
        source=row["source"],
        unread_tests=row.get("unread_tests") or 0,
    )


def to_jsonl(problems: Iterable[Problem]) -> str:
    """Return `problems` as JSON lines."""
    return "".join(json.dumps(to_row(problem), ensure_ascii=False) + "\n" for problem in problems)


@cache
def shipped() -> tuple[Problem, ...]:
    """Return the embedded contest problems."""
    text = gzip.decompress((files("ses_plugin.datasets") / "embedded" / SHIPPED).read_bytes()).decode()
    return tuple(from_row(json.loads(line)) for line in text.split("\n") if line)


def _tests(rows: object, column: str) -> tuple[Test, ...]:
    tests = []
    for number, pair in enumerate(rows if isinstance(rows, (list, tuple)) else [None], 1):
        match pair:
            case [str(given), str(output)]:
                tests.append(Test(given, output))
            case _:
                raise UsageError(
                    f"{column} test {number} is {pair!r:.100}; {column} is a list of pairs of texts, "
                    "[[INPUT, OUTPUT], ...]"
                )
    return tuple(tests)


def _comparator_row(comparator: Comparator | Validator | None) -> str | None:
    """Return a comparator as JSON text: lm-eval's tables want one type in a column."""
    if comparator is None:
        return None
    if isinstance(comparator, (*BUILT_IN.values(), Validator)):
        return json.dumps({"kind": type(comparator).__name__, **asdict(cast(Any, comparator))})
    return json.dumps({"kind": comparator_name(comparator)})


def _comparator(text: str | None) -> Comparator | Validator | None:
    if text is None:
        return None
    values = json.loads(text)
    if not isinstance(values, dict) or not isinstance(kind := values.pop("kind", None), str):
        raise UsageError(f'comparator {text}: give an object with its kind, as in {{"kind": "Tokens"}}')
    if kind in BUILT_IN:
        built_in: Comparator = BUILT_IN[kind](**values)
        return built_in
    if kind != "Validator":
        if values:
            raise UsageError(f"comparator {kind!r} of a package takes no settings; found {', '.join(values)}")
        return comparator(kind)
    program = values["program"]
    limits = values["limits"]
    return Validator(
        program=Program(program["source"], files=tuple((name, body) for name, body in program["files"])),
        flags=tuple(values["flags"]),
        limits=None if limits is None else Limits(**limits),
    )
