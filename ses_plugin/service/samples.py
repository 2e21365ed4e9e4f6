"""Samples: the complete record of one problem of a solving task, as lm-eval logs it and reports read it.

A sample has every reply, every vote with its status, and the execution results of each program, so that all
metrics can be computed from samples only. Only this module writes and reads the keys.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import asdict
from typing import Any, NotRequired, TypedDict, cast

from ses_plugin.errors import UsageError
from ses_plugin.execution import Judgement, judge, shared_sandbox
from ses_plugin.extraction import with_preloaded_names
from ses_plugin.prompts import PromptSet
from ses_plugin.service.request_log import PromptRecord, RequestLog
from ses_plugin.service.result import CandidateRow, candidate_to_row
from ses_plugin.strategies import CandidateReport
from ses_plugin.types.problem import Problem, Test, Verdict
from ses_plugin.usage import UsageByRole

SAMPLE_VERSION = 2
"""Version 1, without `prompts`, `tokens` and `truncated`, is still read."""

MAX_LOGGED_OUTPUT = 4096
"""The most characters of a program's output that a sample keeps."""


class RunRow(TypedDict):
    """The execution of a program on an example, and the verdict on its output."""

    verdict: str
    output: str
    output_truncated: bool
    error: str | None
    cpu_seconds: float | None


class JudgementRow(TypedDict):
    """The judgement of a program on all private tests. `verdict` is None if there is no program."""

    passed: bool
    verdict: str | None
    tests: int
    time_factor: float


class SampleCandidate(CandidateRow):
    """A candidate with execution results: `runs` on the examples, `private` on the private tests.

    `tokens` of its reply are None if unknown; `truncated` is whether the reply ended at the token limit.
    """

    tokens: NotRequired[int | None]
    truncated: NotRequired[bool]
    runs: NotRequired[list[RunRow]]
    private: NotRequired[JudgementRow]


class SolvingSample(TypedDict):
    """One problem of a solving task.

    `oracle` has the candidates of the same strategy with real execution, if both were run. `prompts` is None
    if they were not recorded. `usage` has the calls, failed calls, tokens, cost (US dollars) and seconds of
    each role.
    """

    version: int
    strategy: str
    confidence: float | None
    stop_reason: str | None
    candidates: list[SampleCandidate]
    oracle: list[SampleCandidate] | None
    prompts: PromptRecord | None
    usage: dict[str, dict[str, Any]]


def build_sample(
    strategy: str,
    candidates: Sequence[CandidateReport],
    *,
    confidence: float | None = None,
    stop_reason: str | None = None,
    oracle: Sequence[CandidateReport] | None = None,
) -> SolvingSample:
    """Return the sample of a flow, without judgements and usage."""
    return {
        "version": SAMPLE_VERSION,
        "strategy": strategy,
        "confidence": confidence,
        "stop_reason": stop_reason,
        "candidates": candidate_rows(candidates),
        "oracle": None if oracle is None else candidate_rows(oracle),
        "prompts": None,
        "usage": {},
    }


def candidate_rows(
    candidates: Sequence[CandidateReport], log: RequestLog | None = None
) -> list[SampleCandidate]:
    """Return candidates as plain data with their replies and, if there is a log, the lengths of those."""
    rows = [cast(SampleCandidate, candidate_to_row(candidate, with_replies=True)) for candidate in candidates]
    return rows if log is None else with_reply_lengths(rows, log)


def reported_candidates(
    candidates: Sequence[CandidateReport], replies: Sequence[str]
) -> tuple[CandidateReport, ...]:
    """Return the candidates; where a strategy reports none, `replies`, in which it found no program."""
    return tuple(candidates) or tuple(CandidateReport(None, reply) for reply in replies if reply)


def with_reply_lengths(candidates: Sequence[SampleCandidate], log: RequestLog) -> list[SampleCandidate]:
    """Return the candidates with the lengths of those replies that are in the log."""
    return [
        {**candidate, **asdict(log.replies[candidate["reply"]])}  # type: ignore[typeddict-item]
        if candidate["reply"] in log.replies
        else candidate
        for candidate in candidates
    ]


def with_sample_requests(
    sample: SolvingSample, log: RequestLog, name: str, prompts: PromptSet
) -> SolvingSample:
    """Return the sample with the lengths of replies, and the record of its prompts from the set `name`."""
    oracle = sample["oracle"]
    return {
        **sample,
        "candidates": with_reply_lengths(sample["candidates"], log),
        "oracle": None if oracle is None else with_reply_lengths(oracle, log),
        "prompts": log.record(name, prompts),
    }


def with_sample_usage(sample: SolvingSample, usage: UsageByRole) -> SolvingSample:
    """Return the sample with the usage of each role."""
    return {**sample, "usage": {role: asdict(role_usage) for role, role_usage in usage.items()}}


def judge_sample(problem: Problem, sample: SolvingSample) -> SolvingSample:
    """Return the sample with the execution results of its programs. Equal programs are run once."""
    judgements = CandidateJudge(problem, [*sample["candidates"], *(sample["oracle"] or [])])
    oracle = sample["oracle"]
    return {
        **sample,
        "candidates": [judgements.complete(candidate) for candidate in sample["candidates"]],
        "oracle": None if oracle is None else [judgements.complete(candidate) for candidate in oracle],
    }


class CandidateJudge:
    """Judges all different programs of candidates in parallel, on all workers of the sandbox.

    `complete` waits for the runs that it needs.
    """

    def __init__(self, problem: Problem, candidates: Sequence[SampleCandidate]) -> None:
        self._problem = problem
        self._private = problem.private_tests.for_the_judge()
        sources = dict.fromkeys(
            candidate["program"] for candidate in candidates if candidate["program"] is not None
        )
        self._futures = {
            source: (
                self._submit(source, problem.public.public_tests, stop=False),
                self._submit(source, self._private, stop=True),
            )
            for source in sources
        }

    @property
    def futures(self) -> list[Future[Judgement]]:
        """All runs."""
        return [future for pair in self._futures.values() for future in pair]

    def complete(self, candidate: SampleCandidate) -> SampleCandidate:
        """Return the candidate with its execution results."""
        if candidate["program"] is None:
            return {**candidate, "runs": [], "private": no_program_row(len(self._private))}
        public, private = (future.result() for future in self._futures[candidate["program"]])
        return {**candidate, "runs": _run_rows(public), "private": judgement_to_row(private)}

    def _submit(self, source: str, tests: Sequence[Test], *, stop: bool) -> Future[Judgement]:
        sandbox = shared_sandbox()
        return sandbox.submit(
            judge,
            with_preloaded_names(source, self._problem.public),
            tests,
            comparator=self._problem.comparator,
            limits=self._problem.limits,
            stop_at_first_failure=stop,
            sandbox=sandbox,
        )


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
    """Return the sample in a JSON text, or in data that was read from one.

    Raises UsageError for data that is not a sample, and for a sample of another version.
    """
    try:
        data = json.loads(value) if isinstance(value, str) else value
        version, candidates = data["version"], data["candidates"]
        texts = [text for candidate in candidates for text in (candidate["program"], candidate["reply"])]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(f"not a sample of a solving task ({type(error).__name__}: {error})") from error
    if version not in (1, SAMPLE_VERSION):
        raise UsageError(f"a sample of version {version!r}; this release reads version {SAMPLE_VERSION}")
    if not all(text is None or isinstance(text, str) for text in texts):
        raise UsageError("not a sample of a solving task: a program or a reply is not a text")
    if version == 1:
        data = {**data, "version": SAMPLE_VERSION, "prompts": None}
    return cast(SolvingSample, data)


def sample_answers(sample: SolvingSample) -> list[SampleCandidate]:
    """Return the candidates that are answers: the selected one; with the strategy "solve", all of them."""
    candidates = sample["candidates"]
    if sample["strategy"] == "solve":
        return list(candidates)
    return [candidate for candidate in candidates if candidate["chosen"]]


def passes_examples(candidate: SampleCandidate) -> bool:
    """Return whether a judged candidate passes all examples by execution."""
    return candidate["program"] is not None and all(run["verdict"] == Verdict.AC for run in candidate["runs"])


def passes_private(candidate: SampleCandidate) -> bool:
    """Return whether a judged candidate passes all private tests."""
    return candidate["private"]["passed"]
