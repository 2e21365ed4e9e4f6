"""Frozen values about problems, their tests, and what a judge says.

What a model may see of a problem is a `Task`. Private tests are in a type of their own, which no prompt and
no strategy takes: only the judge asks for what is in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from ses_plugin.comparators import Comparator, Validator
from ses_plugin.programs import Limits


@dataclass(frozen=True, slots=True)
class Test:
    """One test: an input, and the output that is right for it.

    For a function the input is the text between the parentheses of the call, the output a literal. Numbers
    in an output may differ by `tolerance`, absolutely or relative to the right one, where a problem says so.
    """

    input: str
    output: str
    tolerance: float | None = None
    __test__: ClassVar[bool] = False  # pytest takes classes of this name for its own


@dataclass(frozen=True, slots=True)
class PrivateTests:
    """Tests that decide, and that no model may see: they are not printed and not iterated over."""

    _tests: tuple[Test, ...] = field(default=(), repr=False)

    def for_the_judge(self) -> tuple[Test, ...]:
        """Return the tests. For judging alone."""
        return self._tests


@dataclass(frozen=True, slots=True)
class Task:
    """What a model may see of a problem.

    `entry` names the function to be written, which `starter` begins; None means a program that reads
    standard input. With `preloaded` a solution may use LeetCode's names (`List`, `Counter`, `math`) without
    importing them, as its judge and LiveCodeBench's grader allow (`strategies.preloaded`).
    """

    statement: str
    public: tuple[Test, ...] = ()
    entry: str | None = None
    starter: str = ""
    preloaded: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem: the task, and how a solution is judged.

    `comparator` None means the judge's default; `level` is "easy", "medium", "hard" or "".
    """

    id: str
    task: Task
    private: PrivateTests = PrivateTests()
    limits: Limits = field(default_factory=Limits)
    comparator: Comparator | Validator | None = None
    title: str = ""
    level: str = ""
    source: str = ""
    """Where it comes from: the data set, or the folder."""
    unread_tests: int = 0
    """How many tests of the data set can't be a `Test`, and are left out."""


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
