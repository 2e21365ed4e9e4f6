"""One prompt of the table, and how many of its tests are found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ses_plugin.problems.detection import DetectedProblem, detect_problem, detect_problem_in_text

Pair = tuple[str, str]


class Prompt(NamedTuple):
    """Messages, or a flat text, and what is to be found.

    `name` begins with the source. `task` is False where there is nothing to be solved; `tests` are pairs of
    input and output.
    """

    source: str
    name: str
    given: str | list[dict[str, object]]
    tests: tuple[Pair, ...] = ()
    entry: str | None = None
    form: str = "program"
    prefix: str = ""
    task: bool = True

    def found(self) -> DetectedProblem:
        return (
            detect_problem_in_text(self.given) if isinstance(self.given, str) else detect_problem(self.given)
        )

    def counts(self) -> tuple[int, int, int]:
        """Return how many tests are found rightly, how many wrongly, and how many are missed."""
        task = self.found().problem
        found = {(test.input, test.output) for test in task.public_tests} if task else set()
        wanted = set(self.tests)
        return len(found & wanted), len(found - wanted), len(wanted - found)

    def is_as_wanted(self) -> bool:
        """Return whether all is found, and nothing else."""
        found = self.found()
        if found.problem is None:
            return not self.task
        said = found.problem.entry_point, found.form, found.prefix
        return self.task and said == (self.entry, self.form, self.prefix) and not any(self.counts()[1:])


def user(text: str) -> dict[str, object]:
    return {"role": "user", "content": text}


def assistant(text: str) -> dict[str, object]:
    return {"role": "assistant", "content": text}


class Table(list[Prompt]):
    """The prompts of a module, in its order."""

    def chat(
        self,
        source: str,
        name: str,
        given: str | Sequence[dict[str, object]],
        *tests: Pair,
        entry: str | None = None,
        form: str | None = None,
        prefix: str = "",
    ) -> None:
        """Add a chat; a text is its only message."""
        messages = [user(given.strip("\n"))] if isinstance(given, str) else list(given)
        form = form or ("function" if entry else "program")
        self.append(Prompt(source, name, messages, tests, entry, form, prefix))

    def text(
        self,
        source: str,
        name: str,
        given: str,
        *tests: Pair,
        entry: str | None = None,
        form: str | None = None,
        prefix: str = "",
    ) -> None:
        """Add a flat text, as a harness gives it to a model that continues."""
        form = form or ("function" if entry else "program")
        self.append(Prompt(source, name, given.removeprefix("\n"), tests, entry, form, prefix))

    def none(self, source: str, name: str, given: str | Sequence[dict[str, object]]) -> None:
        """Add a chat in which nothing is to be found."""
        messages = [user(given.strip("\n"))] if isinstance(given, str) else list(given)
        self.append(Prompt(source, name, messages, task=False))
