"""Metrics in lm-eval's tables whose standard errors know that values share a cluster.

lm-eval writes its own standard error, which takes values as independent, under `X_stderr`, and then the
metric of that name over it: so each metric X here comes with a metric `X_stderr`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from statistics import fmean
from typing import Any

from ses_plugin.metrics import clustered_mean

NOT_AVAILABLE = "N/A"
TOKEN_LIMITS = ("max_gen_toks", "max_new_tokens", "max_tokens", "max_completion_tokens")
"""Names of the most tokens that a reply may have."""

Aggregation = Callable[[list[Any]], Any]

MetricValues = tuple[str, float | None]
"""An instance's cluster, and its value; None where the metric does not concern it."""


def metric_list(
    names: Sequence[str],
    lower_is_better: Collection[str],
    aggregations: Mapping[str, Aggregation] | None = None,
) -> list[dict[str, Any]]:
    """Return the `metric_list` of a task with these metrics: means, but for those in `aggregations`."""
    out: list[dict[str, Any]] = []
    for name in names:
        other, better = (aggregations or {}).get(name), name not in lower_is_better
        stderr = clustered_stderr if other is None else _not_available
        out.append({"metric": name, "aggregation": other or mean, "higher_is_better": better})
        out.append({"metric": f"{name}_stderr", "aggregation": stderr, "higher_is_better": False})
    return out


def clustered_result(
    names: Sequence[str], values: Mapping[str, float | None], cluster: str
) -> dict[str, Any]:
    """Return what `process_results` has to: each metric's value, and with its cluster for its error."""
    out: dict[str, Any] = {}
    for name in names:
        out[name] = values.get(name)
        out[f"{name}_stderr"] = (cluster, values.get(name))
    return out


def token_limit(generation: Mapping[str, Any] | None) -> int | None:
    """Return how many tokens a reply may have, under whichever name the user gave it."""
    given = generation or {}
    return next((int(given[name]) for name in TOKEN_LIMITS if given.get(name)), None)


def mean(values: list[float | None]) -> float | str:
    """Return the mean of the values there are; N/A if there are none."""
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
