"""Frozen values: problems, tests, verdicts.

A model may see only the `PublicProblem`. Private tests have a separate type that no prompt and no strategy
accepts; only the judge reads its content.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import ClassVar

from ses_plugin.errors import UsageError
from ses_plugin.scoring.judge_comparators import Comparator, OutputValidator
from ses_plugin.types.program import Limits


@dataclass(frozen=True, slots=True)
class Test:
    """One test: an input and its correct output.

    Attributes:
        input: standard input; for a function the text between the parentheses of the call.
        output: standard output; for a function a literal of the value.
        tolerance: how much numbers in the output may differ, absolutely or relative to the correct one.

    Raises UsageError if a text isn't a string: it would otherwise fail in a run, after model calls were paid.
    """

    input: str
    output: str
    tolerance: float | None = None
    __test__: ClassVar[bool] = False  # pytest would collect a class of this name

    def __post_init__(self) -> None:
        """Check the texts."""
        if not (isinstance(self.input, str) and isinstance(self.output, str)):
            raise UsageError(
                f"a test has input {self.input!r:.100} and output {self.output!r:.100}; give two strings"
            )


@dataclass(frozen=True, slots=True)
class PrivateTests:
    """The tests that decide a verdict. No model may see them: they are not in `repr`, and not iterable."""

    _tests: tuple[Test, ...] = field(default=(), repr=False)

    def for_the_judge(self) -> tuple[Test, ...]:
        """Return the tests. For judging only."""
        return self._tests


@dataclass(frozen=True, slots=True)
class PublicProblem:
    """The part of a problem that a model may see.

    Attributes:
        statement: the text of the problem.
        public_tests: the examples.
        entry_point: the name of the function to write; None for a program that reads standard input.
        starter_code: code that begins the function.
        preloaded: whether a solution may use LeetCode's names (`List`, `Counter`, `math`) without importing
            them, as its judge and LiveCodeBench's grader allow (`extraction.with_preloaded_names`).

    Raises UsageError for values of another type.
    """

    statement: str
    public_tests: tuple[Test, ...] = ()
    entry_point: str | None = None
    starter_code: str = ""
    preloaded: bool = False
    checker: Comparator | OutputValidator | None = field(default=None, repr=False, compare=False)
    """The problem's comparator, which decides whether an example's output is correct."""

    def __post_init__(self) -> None:
        """Check the types."""
        _check_texts(statement=self.statement, starter=self.starter_code)
        if self.entry_point is not None and not (isinstance(self.entry_point, str) and self.entry_point):
            raise UsageError(f"entry is {self.entry_point!r:.100}: give the name of a function, or None")
        if not all(isinstance(test, Test) for test in self.public_tests):
            raise UsageError("public has an item that isn't a Test; give Test(input, output)")


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem: its public part, and how a solution is judged.

    `comparator` None means the judge's default; `difficulty` is "easy", "medium", "hard" or "". Raises
    UsageError for values of another type.
    """

    id: str
    public: PublicProblem
    private_tests: PrivateTests = PrivateTests()
    limits: Limits = field(default_factory=Limits)
    comparator: Comparator | OutputValidator | None = None
    title: str = ""
    difficulty: str = ""
    source: str = ""
    """The data set or the folder that it comes from."""
    unread_tests: int = 0
    """How many tests of the data set are left out, since they can't be written as a `Test`."""

    def __post_init__(self) -> None:
        """Check the types, and give the public part the comparator for its examples."""
        if self.comparator is not None and self.public.checker is None:
            object.__setattr__(self, "public", replace(self.public, checker=self.comparator))
        _check_texts(id=self.id, title=self.title, level=self.difficulty, source=self.source)


def _check_texts(**values: object) -> None:
    for name, value in values.items():
        if not isinstance(value, str):
            raise UsageError(f"{name} is {type(value).__name__}, not text: {value!r:.100}; give a string")


class Verdict(StrEnum):
    """A judge's verdict on one test, by the usual abbreviations: accepted, wrong answer, and so on."""

    AC = "AC"
    WA = "WA"
    RE = "RE"
    TLE = "TLE"
    MLE = "MLE"
    OLE = "OLE"
    JE = "JE"
    """Judge error: the problem's own validator or comparator failed."""
