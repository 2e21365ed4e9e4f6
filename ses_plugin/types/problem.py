"""Frozen values about problems, their tests, and what a judge says.

What a model may see of a problem is a `PublicProblem`. Private tests are in a type of their own, which no
prompt and no strategy takes: only the judge asks for what is in it.
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
    """One test: an input, and the output that is right for it.

    For a function the input is the text between the parentheses of the call, the output a literal. Numbers
    in an output may differ by `tolerance`, absolutely or relative to the right one, where a problem says so.
    Raises UsageError for what is no text: a run would meet it, after it was paid for.
    """

    input: str
    output: str
    tolerance: float | None = None
    __test__: ClassVar[bool] = False  # pytest takes classes of this name for its own

    def __post_init__(self) -> None:
        """Check the texts."""
        if not (isinstance(self.input, str) and isinstance(self.output, str)):
            raise UsageError(
                f"a test is {self.input!r:.100} and {self.output!r:.100}, and not two texts, input and output"
            )


@dataclass(frozen=True, slots=True)
class PrivateTests:
    """Tests that decide, and that no model may see: they are not printed and not iterated over."""

    _tests: tuple[Test, ...] = field(default=(), repr=False)

    def for_the_judge(self) -> tuple[Test, ...]:
        """Return the tests. For judging only."""
        return self._tests


@dataclass(frozen=True, slots=True)
class PublicProblem:
    """What a model may see of a problem.

    `entry_point` names the function to be written, which `starter_code` begins; None means a program that
    reads standard input. With `preloaded` a solution may use LeetCode's names (`List`, `Counter`, `math`)
    without importing them, as its judge and LiveCodeBench's grader allow (`extraction.with_preloaded_names`).
    Raises UsageError for what is of another type.
    """

    statement: str
    public_tests: tuple[Test, ...] = ()
    entry_point: str | None = None
    starter_code: str = ""
    preloaded: bool = False
    checker: Comparator | OutputValidator | None = field(default=None, repr=False, compare=False)
    """What says whether an example's output is right: the problem's own comparator."""

    def __post_init__(self) -> None:
        """Check the types."""
        _check_texts(statement=self.statement, starter=self.starter_code)
        if self.entry_point is not None and not (isinstance(self.entry_point, str) and self.entry_point):
            raise UsageError(f"entry is {self.entry_point!r:.100}: the name of a function, or None")
        if not all(isinstance(test, Test) for test in self.public_tests):
            raise UsageError("public has something that is no Test")


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem: its public part, and how a solution is judged.

    `comparator` None means the judge's default; `difficulty` is "easy", "medium", "hard" or "". Raises
    UsageError for what is of another type.
    """

    id: str
    public: PublicProblem
    private_tests: PrivateTests = PrivateTests()
    limits: Limits = field(default_factory=Limits)
    comparator: Comparator | OutputValidator | None = None
    title: str = ""
    difficulty: str = ""
    source: str = ""
    """Where it comes from: the data set, or the folder."""
    unread_tests: int = 0
    """How many tests of the data set can't be a `Test`, and are left out."""

    def __post_init__(self) -> None:
        """Check the types, and let the public part know how its examples are judged."""
        if self.comparator is not None and self.public.checker is None:
            object.__setattr__(self, "public", replace(self.public, checker=self.comparator))
        _check_texts(id=self.id, title=self.title, level=self.difficulty, source=self.source)


def _check_texts(**values: object) -> None:
    for name, value in values.items():
        if not isinstance(value, str):
            raise UsageError(f"{name} is {type(value).__name__}, not text: {value!r:.100}")


class Verdict(StrEnum):
    """What a judge says of a program on one test, in the field's names."""

    AC = "AC"
    WA = "WA"
    RE = "RE"
    TLE = "TLE"
    MLE = "MLE"
    OLE = "OLE"
    JE = "JE"
    """Judge error: the problem's own validator or comparator failed."""
