"""pass@k, and a mean whose standard error knows that instances share a program."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean of `n` values in `clusters` clusters; `stderr` is None with fewer than two clusters."""

    mean: float
    stderr: float | None
    n: int
    clusters: int


def pass_at_k(n: int, c: int, k: int) -> float:
    """Return the probability that one of `k` samples, drawn from `n` of which `c` are right, is right.

    The unbiased estimator 1 - C(n-c, k) / C(n, k) (Chen et al. 2021). Raises ValueError unless
    0 <= c <= n and 1 <= k <= n.
    """
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError(f"pass@k needs 0 <= c <= n and 1 <= k <= n, not n={n}, c={c}, k={k}")
    return 1.0 - math.comb(n - c, k) / math.comb(n, k)


def clustered_mean(values: Sequence[float], clusters: Sequence[Hashable]) -> Estimate:
    """Return the mean of `values` and its cluster-robust standard error.

    `clusters[i]` names the cluster of `values[i]`. The error is that of a ratio of cluster totals,
    sqrt(m/(m-1) * sum over the m clusters of (sum of residuals)^2) / n; with clusters of one value each
    it is the usual standard error of the mean. Raises ValueError if `values` is empty or the lengths
    differ.
    """
    if not values:
        raise ValueError("the mean of no values")
    mean = math.fsum(values) / len(values)
    residuals: dict[Hashable, float] = {}
    for value, cluster in zip(values, clusters, strict=True):
        residuals[cluster] = residuals.get(cluster, 0.0) + (value - mean)
    m = len(residuals)
    stderr = None
    if m > 1:
        squares = math.fsum(total * total for total in residuals.values())
        stderr = math.sqrt(m / (m - 1) * squares) / len(values)
    return Estimate(mean, stderr, len(values), m)
