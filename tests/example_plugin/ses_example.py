"""One of each that a package can add to SES: a strategy, a prompt set, a problem source, a comparator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ses_plugin.errors import UsageError
from ses_plugin.plugins.hookspecs import hookimpl
from ses_plugin.plugins.registry import ProblemSource
from ses_plugin.prompts import V1, PromptSet
from ses_plugin.scoring.judge_comparators import Comparator
from ses_plugin.strategies import Flow, Strategy, StrategyOptions, sample_candidates
from ses_plugin.syntax import canonical_form
from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem, Test
from ses_plugin.types.program import Program


@dataclass(frozen=True, slots=True)
class Majority:
    """The program that most candidates are, but for layout and comments, and how many they are."""

    program: Program | None
    votes: int


def majority(task: PublicProblem, options: StrategyOptions) -> Flow[Majority]:
    """Ask for `options.k` candidates in one round; the largest group of equal ones wins."""
    options.reject_unknown()
    candidates = yield from sample_candidates(
        task, options.k, options.sampling, options.seed, options.prompts
    )
    programs = [candidate.program for candidate in candidates if candidate.program]
    groups = Counter(canonical_form(program.source) for program in programs)
    winner = max(programs, key=lambda program: groups[canonical_form(program.source)], default=None)
    return Majority(winner, groups[canonical_form(winner.source)] if winner else 0)


TERSE = replace(V1, solve_stdin="$statement\n$examples\nAnswer with a Python program in one code block.")


@dataclass(frozen=True, slots=True)
class SortedLines:
    """The same lines, in any order."""

    def accepts(self, output: str, expected: str) -> bool:
        """Return whether `output` is as good as `expected`."""
        return sorted(output.splitlines()) == sorted(expected.splitlines())


PROBLEMS = (
    Problem(
        id="tiny/double",
        public=PublicProblem("Read a number and print twice that number.", (Test("2\n", "4\n"),)),
        private_tests=PrivateTests((Test("-3\n", "-6\n"), Test("0\n", "0\n"))),
    ),
    Problem(
        id="tiny/divisors",
        public=PublicProblem(
            "Read a number and print its divisors, each in a line, in any order.", (Test("2\n", "1\n2\n"),)
        ),
        private_tests=PrivateTests((Test("1\n", "1\n"), Test("6\n", "1\n2\n3\n6\n"))),
        comparator=SortedLines(),
    ),
)


def tiny(argument: str) -> Iterator[Problem]:
    """Yield all problems, or the one that `argument` names."""
    found = [problem for problem in PROBLEMS if argument in ("", problem.id.removeprefix("tiny/"))]
    if not found:
        raise UsageError(f"tiny:{argument}: no such problem; allowed: tiny:double, tiny:divisors")
    yield from found


@hookimpl
def ses_strategies() -> Mapping[str, Strategy]:
    """Add the strategy."""
    return {"majority": majority}


@hookimpl
def ses_prompt_sets() -> Mapping[str, PromptSet]:
    """Add the prompt set."""
    return {"terse": TERSE}


@hookimpl
def ses_problem_sources() -> Mapping[str, ProblemSource]:
    """Add the problem source."""
    return {"tiny": tiny}


@hookimpl
def ses_comparators() -> Mapping[str, Comparator]:
    """Add the comparator, by whose name rows of problems can ask for it."""
    return {"sorted-lines": SortedLines()}
