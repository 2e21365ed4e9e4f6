"""What candidates really are: judged in the sandbox, each different program once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ses_plugin.execution import Judgement, judge, shared_sandbox
from ses_plugin.extraction import with_preloaded_names
from ses_plugin.types.problem import Problem, Test


def passes_all(problem: Problem, sources: Sequence[str | None], tests: Sequence[Test]) -> list[bool]:
    """Return which programs are right on all `tests`; the same program is judged once."""
    judged = _judge_sources(problem, sources, tests, stop=True)
    return [source is not None and judged[source].passed for source in sources]


def passes_per_test(
    problem: Problem, sources: Sequence[str | None], tests: Sequence[Test]
) -> list[list[bool]]:
    """Return which of `tests` each program really passes; an empty list for no program."""
    judged = _judge_sources(problem, sources, tests, stop=False)
    return [[r.verdict == "AC" for r in judged[s].results] if s is not None else [] for s in sources]


def _judge_sources(
    problem: Problem, sources: Sequence[str | None], tests: Sequence[Test], *, stop: bool
) -> dict[str, Judgement]:
    sandbox = shared_sandbox()
    settings: dict[str, Any] = {"comparator": problem.comparator, "limits": problem.limits}
    settings.update(stop_at_first_failure=stop, sandbox=sandbox)
    futures = {
        source: sandbox.submit(judge, with_preloaded_names(source, problem.public), tests, **settings)
        for source in dict.fromkeys(sources)
        if source is not None
    }
    return {source: future.result() for source, future in futures.items()}
