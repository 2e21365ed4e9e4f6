"""pass@k, means with a cluster-robust standard error, and confidence intervals."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean

_Z = 1.96  # 95 %


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


def bootstrap_interval(
    values: Sequence[float], level: float = 0.95, resamples: int = 10_000, seed: int = 0
) -> tuple[float, float]:
    """Return an interval of the mean of `values`, one for each problem, by the percentile bootstrap.

    For a difference of two strategies give the differences by problem: they are paired. With values that
    are all the same it has no width; then use an interval for a share (`wilson_interval`). The same seed
    gives the same interval. Raises ValueError if there are no values.
    """
    if not values:
        raise ValueError("an interval of no values")
    draw = Random(seed)  # noqa: S311 - statistics
    means = sorted(fmean(draw.choices(values, k=len(values))) for _ in range(resamples))
    tail = int((1 - level) / 2 * resamples)
    return means[tail], means[-1 - tail]


def wilson_interval(share: float, n: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share of `n`: unlike mean +- 1.96 stderr it holds at 0 and 1."""
    scale = 1 + _Z * _Z / n
    middle = (share + _Z * _Z / (2 * n)) / scale
    half = _Z / scale * math.sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)
