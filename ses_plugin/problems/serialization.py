"""Convert problems to rows of plain data and back, for the shipped problems and for host libraries."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any, cast

from ses_plugin.errors import UsageError
from ses_plugin.plugins import comparator_name, get_comparator
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
