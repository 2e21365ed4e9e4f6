"""What candidates really are: judged in the sandbox, each different program once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ses_plugin.execution import Judgement, judge, shared
from ses_plugin.parsing import program_for
from ses_plugin.problems import Problem, Test


def verdicts(problem: Problem, sources: Sequence[str | None], tests: Sequence[Test]) -> list[bool]:
    """Return which programs are right on all `tests`; the same program is judged once."""
    judged = _judged(problem, sources, tests, stop=True)
    return [source is not None and judged[source].passed for source in sources]


def runs(problem: Problem, sources: Sequence[str | None], tests: Sequence[Test]) -> list[list[bool]]:
    """Return which of `tests` each program really passes; an empty list for no program."""
    judged = _judged(problem, sources, tests, stop=False)
    return [[r.verdict == "AC" for r in judged[s].results] if s is not None else [] for s in sources]


def _judged(
    problem: Problem, sources: Sequence[str | None], tests: Sequence[Test], *, stop: bool
) -> dict[str, Judgement]:
    sandbox = shared()
    settings: dict[str, Any] = {"comparator": problem.comparator, "limits": problem.limits}
    settings.update(stop_at_first_failure=stop, sandbox=sandbox)
    futures = {
        source: sandbox.submit(judge, program_for(source, problem.task), tests, **settings)
        for source in dict.fromkeys(sources)
        if source is not None
    }
    return {source: future.result() for source, future in futures.items()}
