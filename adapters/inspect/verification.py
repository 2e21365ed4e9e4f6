"""What the predictions of a sample were worth: metrics beside accuracy, from the report of the solver.

As in lm-eval's `ses_self_verify`: the candidates are really run, on the public tests and on the private ones.
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

_NOT_KNOWN = float("nan")


def prediction_scores(report: Mapping[str, Any], tests: Sequence[Test]) -> dict[str, float]:
    """Return the share of right verdicts on the public tests, and what real ones would add to the choice.

    Only what is known is in it: a call that failed is no verdict, and only self-verify chooses by them.
    """
    candidates = [dict(candidate) for candidate in report.get("candidates") or ()]
    examples = next((one["examples"] for one in candidates if one["examples"]), ())
    if any(cell["expected"] is None for cell in examples):  # inputs that a model wrote
        return {}
    public = [Test(cell["input"], cell["expected"]) for cell in examples]
    real = _passed(candidates, public, report.get("entry_point"), stop=False)
    pairs = [
        (cell["passed"], passed)
        for candidate, ran in zip(candidates, real, strict=True)
        for cell, passed in zip(candidate["examples"], ran, strict=True)
        if cell["passed"] is not None
    ]
    scores: dict[str, float] = {}
    if pairs:
        predicted, right = zip(*pairs, strict=True)
        scores[VERDICT_ACCURACY] = confusion_matrix(predicted, right).agreement or 0.0
    if report.get("strategy") == "self-verify" and candidates:
        solved = [
            bool(ran) and all(ran) for ran in _passed(candidates, tests, report.get("entry_point"), stop=True)
        ]
        by_prediction = [float(one["tied"] or one["chosen"]) for one in candidates]
        by_running = [sum(ran) if one["program"] else -1 for one, ran in zip(candidates, real, strict=True)]
        executed, simulated = (
            rank_score_at_k(ranks, solved, len(solved)) for ranks in (by_running, by_prediction)
        )
        scores[SIMULATION_GAP] = executed - simulated
    return scores


def _passed(
    candidates: Sequence[Mapping[str, Any]], tests: Sequence[Test], entry: str | None, *, stop: bool
) -> list[list[bool]]:
    """Return which tests each candidate really passes, of those run; none for one without a program."""
    sandbox = shared_sandbox()
    sources = dict.fromkeys(one["program"] for one in candidates if one["program"] is not None)
    futures = {
        source: sandbox.submit(
            judge, build_program(source, entry), tests, stop_at_first_failure=stop, sandbox=sandbox
        )
        for source in sources
    }
    passed = {
        source: [one.verdict == "AC" for one in future.result().results] for source, future in futures.items()
    }
    return [passed.get(one["program"], []) for one in candidates]


@metric  # type: ignore[untyped-decorator]  # mypy does not follow Inspect
def verdict_accuracy() -> Metric:
    """Return the share of the model's verdicts on public tests that are the real ones, over samples."""
    return _mean_of(VERDICT_ACCURACY)


@metric  # type: ignore[untyped-decorator]
def simulation_gap() -> Metric:
    """Return how much better the choice by real verdicts is than that by predictions, over samples."""
    return _mean_of(SIMULATION_GAP)


def _mean_of(name: str) -> Metric:
    def mean(scores: list[SampleScore]) -> float:
        values = [(one.score.metadata or {}).get(name) for one in scores]
        known = [value for value in values if value is not None]
        return fmean(known) if known else _NOT_KNOWN

    return mean
