"""The measures and the charts of a run of an output prediction task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import fmean
from typing import Any, get_args

from ses_plugin.datasets.instances import DIFFICULTIES
from ses_plugin.debugger.report import DebugVerdict, DivergenceClass
from ses_plugin.metrics import pass_at_k
from ses_plugin.report.chart_parts import binned, chart, grouped, point, reliability, risk_coverage, shares
from ses_plugin.report.intervals import ClusterBootstrap, Measure, mean_measure
from ses_plugin.report.metric_texts import metric_text
from ses_plugin.report.page_data import AnswerOutcome, Chart, Point
from ses_plugin.report.rows import InstanceResult, Run
from ses_plugin.strategies.predictors import PredictedOutput, PredictionStatus, majority_vote
from ses_plugin.types.program import Program

_MOST_OPERATIONS = 12


def prediction_measures(run: Run) -> dict[str, Measure]:
    """Return all measures of a run, by their names, the most important first."""
    n = samples_of(run)
    rows = [_values(instance, n) for instance in run.instances]
    names = dict.fromkeys(("pass@1", *(name for row in rows for name in row)))
    ordered = [name for name in names if not name.startswith("pass@1_")]
    ordered += [f"pass@1_{level}" for level in _levels(run.instances)]
    return {
        name: mean_measure([row.get(name) for row in rows], is_share=metric_text(name).unit == "share")
        for name in ordered
        if any(name in row for row in rows)
    }


def samples_of(run: Run) -> int:
    """Return the number of replies to an instance."""
    return max(len(instance.replies) for instance in run.instances)


def right_share(instance: InstanceResult) -> float:
    """Return the share of right replies."""
    return fmean(reply.outcome == "right" for reply in instance.replies)


def _values(instance: InstanceResult, samples: int) -> dict[str, float]:
    outcomes = [reply.outcome for reply in instance.replies]
    n, right = len(outcomes), outcomes.count("right")
    values = {"pass@1": right / n}
    if samples > 1:
        values[f"pass@{samples}"] = pass_at_k(n, right, min(samples, n))
        values[f"majority@{samples}"] = _majority(instance)[1]
    values["answered"] = (right + outcomes.count("wrong")) / n
    values["truncated"] = outcomes.count("truncated") / n
    values[f"pass@1_{instance.level}"] = right / n
    return values


def _majority(instance: InstanceResult) -> tuple[float, float]:
    """Return the share of the replies that have the most frequent answer, and whether it is right."""
    votes = [PredictedOutput(PredictionStatus.ANSWERED, reply.answer) for reply in instance.replies]
    prediction = majority_vote(votes, Program(instance.program, instance.entry_point))
    right = any(reply.outcome == "right" for reply in instance.replies if reply.answer == prediction.output)
    return prediction.agreeing / len(votes), float(prediction.output is not None and right)


def _levels(instances: Sequence[InstanceResult]) -> list[str]:
    levels = {instance.level for instance in instances if instance.level}
    known = [level for level in DIFFICULTIES if level in levels]
    return [*known, *sorted(levels - set(known))]


def prediction_charts(run: Run, bootstrap: ClusterBootstrap) -> Iterator[Chart]:
    """Yield all charts for which the run has data."""
    instances = run.instances
    right = [right_share(instance) for instance in instances]
    counts = [Counter(reply.outcome for reply in instance.replies) for instance in instances]
    points = shares(bootstrap, counts, get_args(AnswerOutcome))
    yield from chart("outcomes", [{"name": "replies", "points": points}])
    levels = _levels(instances)
    if len(levels) > 1:
        by_level = grouped(bootstrap, [instance.level for instance in instances], right, levels)
        yield from chart("by_level", [{"name": "answers", "points": by_level}])
    yield from _feature_charts(instances, right, bootstrap)
    yield from _length_chart(instances, bootstrap)
    if samples_of(run) > 1:
        yield from _several_charts(run, bootstrap)
    yield from _debug_charts(instances, bootstrap)


def _feature_charts(
    instances: Sequence[InstanceResult], right: Sequence[float], bootstrap: ClusterBootstrap
) -> Iterator[Chart]:
    def numbers(name: str) -> list[float | None]:
        values = (instance.features.get(name) for instance in instances)
        return [None if value is None else float(value) for value in values]

    for name, feature in (("by_trace_length", "trace_events"), ("by_output_length", "output_length")):
        yield from chart(name, [{"name": "answers", "points": binned(bootstrap, numbers(feature), right)}])
    depths: list[Any] = [instance.features.get("loop_depth") for instance in instances]
    order = sorted({depth for depth in depths if depth is not None})
    yield from chart(
        "by_loop_depth", [{"name": "answers", "points": grouped(bootstrap, depths, right, order)}]
    )
    yield from chart(
        "by_operation", [{"name": "answers", "points": _by_operation(instances, right, bootstrap)}]
    )
    programs = [
        {True: "right programs", False: "wrong programs", None: None}[
            instance.features.get("correct_program")
        ]
        for instance in instances
    ]
    both = grouped(bootstrap, programs, right, ["right programs", "wrong programs"])
    yield from chart("by_program", [{"name": "answers", "points": both}])


def _by_operation(
    instances: Sequence[InstanceResult], right: Sequence[float], bootstrap: ClusterBootstrap
) -> list[Point]:
    kinds = Counter(kind for instance in instances for kind in instance.features.get("kinds", ()))
    points = []
    for place, (kind, _) in enumerate(kinds.most_common(_MOST_OPERATIONS)):
        inside = [
            value if kind in instance.features.get("kinds", ()) else None
            for instance, value in zip(instances, right, strict=True)
        ]
        points += point(bootstrap, place, mean_measure(inside, is_share=True), kind)
    return points


def _length_chart(instances: Sequence[InstanceResult], bootstrap: ClusterBootstrap) -> list[Chart]:
    """Return accuracy by the length of the reply: the mean one of an instance."""
    lengths = [max(1.0, fmean(len(reply.reply) for reply in instance.replies)) for instance in instances]
    right = [right_share(instance) for instance in instances]
    return chart("reply_length", [{"name": "answers", "points": binned(bootstrap, lengths, right)}])


def _debug_charts(instances: Sequence[InstanceResult], bootstrap: ClusterBootstrap) -> Iterator[Chart]:
    """Yield how simulations fail: the debugger's verdicts, and the classes of the first divergences."""
    reports = [
        [reply.divergence for reply in instance.replies if reply.divergence is not None]
        for instance in instances
    ]
    found = [[each.divergence for each in row if each.divergence is not None] for row in reports]
    verdicts = [Counter(each.verdict.value for each in row) for row in reports]
    classes = [Counter(each.divergence_class.value for each in row) for row in found]
    for name, series, counts, order in (
        ("debug_verdicts", "replies", verdicts, DebugVerdict),
        ("divergences", "first divergences", classes, DivergenceClass),
    ):
        points = shares(bootstrap, counts, [member.value for member in order])
        yield from chart(name, [{"name": series, "points": points}])


def _several_charts(run: Run, bootstrap: ClusterBootstrap) -> Iterator[Chart]:
    n = samples_of(run)
    points = []
    for k in range(1, n + 1):
        values = []
        for instance in run.instances:
            count = len(instance.replies)
            right = sum(reply.outcome == "right" for reply in instance.replies)
            values.append(pass_at_k(count, right, min(k, count)))
        points += point(bootstrap, k, mean_measure(values, is_share=True))
    yield from chart("pass_at_k", [{"name": "any of k", "points": points}])
    pairs = [_majority(instance) for instance in run.instances]
    yield from reliability(bootstrap, pairs)
    yield from risk_coverage(bootstrap, pairs)
