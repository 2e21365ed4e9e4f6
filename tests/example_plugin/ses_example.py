"""One of each that a package can add to SES: a strategy, a prompt set, a problem source, a comparator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ses_plugin.errors import UsageError
from ses_plugin.plugins import ProblemSource
from ses_plugin.plugins.hookspecs import hookimpl
from ses_plugin.prompts import V1, PromptSet
from ses_plugin.scoring.judge_comparators import Comparator
from ses_plugin.strategies import (
    CallBounds,
    CandidateReport,
    CandidateSource,
    Flow,
    Role,
    Strategy,
    StrategyOptions,
    StrategyResult,
)
from ses_plugin.syntax import canonical_form
from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem, Test


class Majority(Strategy):
    """The program that most candidates are, but for layout and comments."""

    selects = True
    uses = ("k",)

    def run(
        self, problem: PublicProblem, options: StrategyOptions, source: CandidateSource
    ) -> Flow[StrategyResult]:
        """Ask for the candidates in one request; the largest group of equal programs wins."""
        candidates = yield from source.sample(options.candidates, options.sampling, options.seed)
        keys = [one.program and canonical_form(one.program.source) for one in candidates]
        sizes = Counter(key for key in keys if key is not None)
        ranked = sorted(
            range(len(keys)), key=lambda i: -sizes[keys[i] or ""]
        )  # stable: the first stays first
        best = ranked[0] if sizes else None
        votes = 0 if best is None else sizes[keys[best] or ""]
        return StrategyResult(
            None if best is None else candidates[best].program,
            replies=tuple(candidates[i].reply for i in ranked),
            candidates=tuple(
                CandidateReport(one.program.source if one.program else None, one.reply, chosen=i == best)
                for i, one in enumerate(candidates)
            ),
            confidence=votes / len(keys) if keys else None,
            summary=(f"{votes} of {len(keys)} candidates are the same program.",),
        )

    def call_bounds(self, problem: PublicProblem, options: StrategyOptions) -> CallBounds:
        """Return one call for each candidate."""
        k = options.candidates
        return CallBounds(first=k, least=k, most={Role.SOLVE: k})


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
    return {"majority": Majority()}


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
