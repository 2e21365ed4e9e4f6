"""Intervals: of means by resampling problems, of shares by formula."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from statistics import fmean

_Z = 1.96  # 95 %


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
