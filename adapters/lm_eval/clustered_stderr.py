"""Clustered standard errors of metrics in lm-eval's tables.

lm-eval's own standard error of metric X, named `X_stderr`, assumes independent values. A metric that is named
`X_stderr` itself overwrites it, so each metric X here comes with a metric `X_stderr`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from statistics import fmean
from typing import Any

from ses_plugin.metrics import clustered_mean

NOT_AVAILABLE = "N/A"

Aggregation = Callable[[list[Any]], Any]

MetricValues = tuple[str, float | None]
"""The cluster of an instance, and its value; None if the metric does not apply to it."""


def metric_list(
    names: Sequence[str],
    lower_is_better: Collection[str],
    aggregations: Mapping[str, Aggregation] | None = None,
) -> list[dict[str, Any]]:
    """Return the `metric_list` of a task: means, except the metrics in `aggregations`."""
    result: list[dict[str, Any]] = []
    for name in names:
        aggregation, higher_is_better = (aggregations or {}).get(name), name not in lower_is_better
        stderr = clustered_stderr if aggregation is None else _not_available
        result.append(
            {"metric": name, "aggregation": aggregation or mean, "higher_is_better": higher_is_better}
        )
        result.append({"metric": f"{name}_stderr", "aggregation": stderr, "higher_is_better": False})
    return result


def clustered_result(
    names: Sequence[str], values: Mapping[str, float | None], cluster: str
) -> dict[str, Any]:
    """Return the result of `process_results`: the value of each metric, also with its cluster."""
    result: dict[str, Any] = {}
    for name in names:
        result[name] = values.get(name)
        result[f"{name}_stderr"] = (cluster, values.get(name))
    return result


def mean(values: list[float | None]) -> float | str:
    """Return the mean of the values that are not None; N/A without any."""
    present = [value for value in values if value is not None]
    return fmean(present) if present else NOT_AVAILABLE


def _not_available(items: list[MetricValues]) -> str:
    return NOT_AVAILABLE


def clustered_stderr(items: list[MetricValues]) -> float | str:
    """Return the standard error of the mean, clustered by program; N/A with fewer than two clusters."""
    present = [(cluster, value) for cluster, value in items if value is not None]
    if not present:
        return NOT_AVAILABLE
    clusters, values = zip(*present, strict=True)
    stderr = clustered_mean(values, clusters).stderr
    return NOT_AVAILABLE if stderr is None else stderr
