"""A sample: everything about one problem of a solving task, as lm-eval logs it and reports read it.

It has every reply, every vote with its status, and what each program really did, so that all metrics can be
computed from samples alone. This module writes and reads it; nothing else knows its keys by heart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, NotRequired, TypedDict, cast

from ses_plugin.errors import UsageError
from ses_plugin.execution import Judgement, judge, shared_sandbox
from ses_plugin.extraction import with_preloaded_names
from ses_plugin.service.result import CandidateRow, candidate_to_row
from ses_plugin.strategies import CandidateReport
from ses_plugin.types.problem import Problem, Test, Verdict
from ses_plugin.usage.usage import UsageByRole

SAMPLE_VERSION = 1

MAX_LOGGED_OUTPUT = 4096
"""Characters of a program's real output that are kept."""


class RunRow(TypedDict):
    """What a program really printed on an example, and the verdict on it."""

    verdict: str
    output: str
    output_truncated: bool
    error: str | None
    cpu_seconds: float | None


class JudgementRow(TypedDict):
    """What the judge says of a program on all private tests; `verdict` is None if there is no program."""

    passed: bool
    verdict: str | None
    tests: int
    time_factor: float


class SampleCandidate(CandidateRow):
    """A candidate with what it really does: `runs` on the examples, `private` on the private tests."""

    runs: NotRequired[list[RunRow]]
    private: NotRequired[JudgementRow]


class SolvingSample(TypedDict):
    """One problem of a solving task.

    `oracle` are the candidates of the same strategy with real execution, where both were run. `usage` has for
    each role calls, failed calls, tokens, cost and seconds.
    """

    version: int
    strategy: str
    confidence: float | None
    stop_reason: str | None
    candidates: list[SampleCandidate]
    oracle: list[SampleCandidate] | None
    usage: dict[str, dict[str, Any]]


def build_sample(
    strategy: str,
    candidates: Sequence[CandidateReport],
    *,
    confidence: float | None = None,
    stop_reason: str | None = None,
    oracle: Sequence[CandidateReport] | None = None,
) -> SolvingSample:
    """Return the sample of a flow, before it is judged and its usage is known."""
    return {
        "version": SAMPLE_VERSION,
        "strategy": strategy,
        "confidence": confidence,
        "stop_reason": stop_reason,
        "candidates": [_candidate_row(candidate) for candidate in candidates],
        "oracle": None if oracle is None else [_candidate_row(candidate) for candidate in oracle],
        "usage": {},
    }


def _candidate_row(candidate: CandidateReport) -> SampleCandidate:
    return cast(SampleCandidate, candidate_to_row(candidate, with_replies=True))


def with_sample_usage(sample: SolvingSample, usage: UsageByRole) -> SolvingSample:
    """Return the sample with what each role has used."""
    return {**sample, "usage": {role: asdict(used) for role, used in usage.items()}}


def judge_sample(problem: Problem, sample: SolvingSample) -> SolvingSample:
    """Return the sample with what its programs really do; the same program is run once."""
    judged = _Judge(problem, [*sample["candidates"], *(sample["oracle"] or [])])
    oracle = sample["oracle"]
    return {
        **sample,
        "candidates": [judged.complete(candidate) for candidate in sample["candidates"]],
        "oracle": None if oracle is None else [judged.complete(candidate) for candidate in oracle],
    }


class _Judge:
    """Judges all different programs at once, on as many workers as there are."""

    def __init__(self, problem: Problem, candidates: Sequence[SampleCandidate]) -> None:
        self._problem = problem
        self._private = problem.private_tests.for_the_judge()
        sources = dict.fromkeys(one["program"] for one in candidates if one["program"] is not None)
        sandbox = shared_sandbox()

        def submit(source: str, tests: Sequence[Test], *, stop: bool) -> Any:
            program = with_preloaded_names(source, problem.public)
            return sandbox.submit(
                judge,
                program,
                tests,
                comparator=problem.comparator,
                limits=problem.limits,
                stop_at_first_failure=stop,
                sandbox=sandbox,
            )

        futures = {
            source: (
                submit(source, problem.public.public_tests, stop=False),
                submit(source, self._private, stop=True),
            )
            for source in sources
        }
        self._results: dict[str, tuple[Judgement, Judgement]] = {
            source: (public.result(), private.result()) for source, (public, private) in futures.items()
        }

    def complete(self, candidate: SampleCandidate) -> SampleCandidate:
        """Return the candidate with its runs."""
        if candidate["program"] is None:
            return {**candidate, "runs": [], "private": no_program_row(len(self._private))}
        public, private = self._results[candidate["program"]]
        return {**candidate, "runs": _run_rows(public), "private": judgement_to_row(private)}


def no_program_row(tests: int) -> JudgementRow:
    """Return the judgement on a reply without a program."""
    return {"passed": False, "verdict": None, "tests": tests, "time_factor": 1.0}


def judgement_to_row(judgement: Judgement) -> JudgementRow:
    """Return a judgement as plain data."""
    return {
        "passed": judgement.passed,
        "verdict": judgement.verdict.value,
        "tests": judgement.total,
        "time_factor": judgement.time_factor,
    }


def _run_rows(judgement: Judgement) -> list[RunRow]:
    return [
        {
            "verdict": result.verdict.value,
            "output": result.execution.output[:MAX_LOGGED_OUTPUT],
            "output_truncated": len(result.execution.output) > MAX_LOGGED_OUTPUT,
            "error": result.execution.error,
            "cpu_seconds": result.execution.cpu_s,
        }
        for result in judgement.results
    ]


def parse_sample(value: str | Mapping[str, Any]) -> SolvingSample:
    """Return the sample in a text of JSON, or in data read from one.

    Raises UsageError for what is no sample, and for a sample of another version.
    """
    try:
        data = json.loads(value) if isinstance(value, str) else value
        version, candidates = data["version"], data["candidates"]
        texts = [text for one in candidates for text in (one["program"], one["reply"])]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(f"not a sample of a solving task ({type(error).__name__}: {error})") from error
    if version != SAMPLE_VERSION:
        raise UsageError(f"a sample of version {version!r}; this release reads version {SAMPLE_VERSION}")
    if not all(text is None or isinstance(text, str) for text in texts):
        raise UsageError("not a sample of a solving task: a program or a reply is no text")
    return cast(SolvingSample, data)


def sample_answers(sample: SolvingSample) -> list[SampleCandidate]:
    """Return the candidates that answer the problem: the selected one, or of plain solving all."""
    candidates = sample["candidates"]
    if sample["strategy"] == "solve":
        return list(candidates)
    return [candidate for candidate in candidates if candidate["chosen"]]


def passes_examples(candidate: SampleCandidate) -> bool:
    """Return whether a judged candidate really passes all examples."""
    return candidate["program"] is not None and all(run["verdict"] == Verdict.AC for run in candidate["runs"])


def passes_private(candidate: SampleCandidate) -> bool:
    """Return whether a judged candidate really passes all private tests."""
    return candidate["private"]["passed"]
