"""Metrics of the predictions in a sample, from the solver's report.

As in lm-eval's `ses_self_verify`, the candidates are executed on the public and on the private tests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from inspect_ai.scorer import Metric, SampleScore, metric

from ses_plugin.execution import judge, shared_sandbox
from ses_plugin.extraction.code import build_program
from ses_plugin.metrics import confusion_matrix, rank_score_at_k
from ses_plugin.types.problem import Test

VERDICT_ACCURACY, SIMULATION_GAP = "verdict_accuracy", "simulation_gap"

_UNKNOWN = float("nan")


def prediction_scores(report: Mapping[str, Any], tests: Sequence[Test]) -> dict[str, float]:
    """Return the share of correct verdicts on public tests, and the gain of a selection by real verdicts.

    A score that is unknown is absent: failed calls have no verdict, and only self-verify selects by verdicts.
    """
    candidates = [dict(candidate) for candidate in report.get("candidates") or ()]
    examples = next((candidate["examples"] for candidate in candidates if candidate["examples"]), ())
    if any(example["expected"] is None for example in examples):  # inputs that a model wrote
        return {}
    public = [Test(example["input"], example["expected"]) for example in examples]
    real_verdicts = _real_verdicts(candidates, public, report.get("entry_point"), stop_at_first_failure=False)
    pairs = [
        (example["passed"], passed)
        for candidate, verdicts in zip(candidates, real_verdicts, strict=True)
        for example, passed in zip(candidate["examples"], verdicts, strict=True)
        if example["passed"] is not None
    ]
    scores: dict[str, float] = {}
    if pairs:
        predicted, right = zip(*pairs, strict=True)
        scores[VERDICT_ACCURACY] = confusion_matrix(predicted, right).agreement or 0.0
    if report.get("strategy") == "self-verify" and candidates:
        solves = [
            bool(verdicts) and all(verdicts)
            for verdicts in _real_verdicts(
                candidates, tests, report.get("entry_point"), stop_at_first_failure=True
            )
        ]
        by_prediction = [float(candidate["tied"] or candidate["chosen"]) for candidate in candidates]
        by_running = [
            sum(verdicts) if candidate["program"] else -1
            for candidate, verdicts in zip(candidates, real_verdicts, strict=True)
        ]
        executed, simulated = (
            rank_score_at_k(ranks, solves, len(solves)) for ranks in (by_running, by_prediction)
        )
        scores[SIMULATION_GAP] = executed - simulated
    return scores


def _real_verdicts(
    candidates: Sequence[Mapping[str, Any]],
    tests: Sequence[Test],
    entry_point: str | None,
    *,
    stop_at_first_failure: bool,
) -> list[list[bool]]:
    """Return the verdict of each candidate on each executed test; [] for a candidate without a program."""
    sandbox = shared_sandbox()
    sources = dict.fromkeys(
        candidate["program"] for candidate in candidates if candidate["program"] is not None
    )
    futures = {
        source: sandbox.submit(
            judge,
            build_program(source, entry_point),
            tests,
            stop_at_first_failure=stop_at_first_failure,
            sandbox=sandbox,
        )
        for source in sources
    }
    passed = {
        source: [result.verdict == "AC" for result in future.result().results]
        for source, future in futures.items()
    }
    return [passed.get(candidate["program"], []) for candidate in candidates]


@metric  # type: ignore[untyped-decorator]  # mypy does not follow Inspect
def verdict_accuracy() -> Metric:
    """Return the share of predicted verdicts on public tests that are correct, over samples."""
    return _mean_of(VERDICT_ACCURACY)


@metric  # type: ignore[untyped-decorator]
def simulation_gap() -> Metric:
    """Return the success rate by real verdicts minus that by predicted verdicts, over samples."""
    return _mean_of(SIMULATION_GAP)


def _mean_of(name: str) -> Metric:
    def mean(scores: list[SampleScore]) -> float:
        values = [(sample.score.metadata or {}).get(name) for sample in scores]
        present = [value for value in values if value is not None]
        return fmean(present) if present else _UNKNOWN

    return mean
