"""Build the embedded contest problems from the families: `python -m ses_plugin.datasets.build_problems`.

A family with a `statement.md` is a problem. Its `tests.py` provides the inputs; the outputs are those of its
first correct program.
"""

from __future__ import annotations

import gzip
import importlib
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.datasets.sources import ProgramSource, load_sources
from ses_plugin.errors import SesError
from ses_plugin.execution import Isolation, shared_sandbox
from ses_plugin.problems.loader import SHIPPED_PROBLEMS, problems_to_jsonl
from ses_plugin.scoring.judge_comparators import TokenMatch
from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem, Test
from ses_plugin.types.program import Limits, Outcome

_FAMILIES = Path(__file__).with_name("families")
LIMITS = Limits(wall_s=6.0, cpu_s=2)


def build_problems() -> Iterator[Problem]:
    """Yield the problems by name. Raises SesError if a correct program fails on a test."""
    for source in load_sources():
        if source.kind == "stdin" and (_FAMILIES / source.name / "statement.md").is_file():
            yield build_problem(source)


def build_problem(source: ProgramSource) -> Problem:
    """Return the problem of one family."""
    folder = _FAMILIES / source.name
    settings = tomllib.loads((folder / "family.toml").read_text("utf-8"))
    inputs = importlib.import_module(f"ses_plugin.datasets.families.{source.name}.tests")
    private = inputs.private(SeededRandom(0, "problem", source.name))
    return Problem(
        id=f"ses/{source.name}",
        public=PublicProblem(
            (folder / "statement.md").read_text("utf-8").strip(), _tests(source, inputs.PUBLIC)
        ),
        private_tests=PrivateTests(_tests(source, private)),
        limits=LIMITS,
        comparator=TokenMatch(case_sensitive=True),
        title=settings["title"],
        difficulty=settings["level"],
        source="embedded",
    )


def _tests(source: ProgramSource, inputs: tuple[str, ...]) -> tuple[Test, ...]:
    # The weakest isolation, which works everywhere: the program is our own.
    results = shared_sandbox(Isolation.RLIMITS).run_each(source.programs["correct_1"], inputs, LIMITS)
    for text, result in zip(inputs, results, strict=True):
        if result.outcome is not Outcome.OK:
            raise SesError(f"{source.name}/correct_1 on {text[:80]!r}: {result.outcome} ({result.error})")
    return tuple(Test(text, result.stdout) for text, result in zip(inputs, results, strict=True))


def main() -> int:
    """Write the shipped file."""
    problems = sorted(build_problems(), key=lambda problem: problem.id)
    path = Path(__file__).with_name("embedded") / SHIPPED_PROBLEMS
    path.write_bytes(gzip.compress(problems_to_jsonl(problems).encode(), mtime=0))
    print(f"{len(problems)} problems, {path.stat().st_size} bytes: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
