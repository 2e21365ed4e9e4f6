"""Intervals by resampling problems."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from statistics import fmean


def bootstrap_interval(
    values: Sequence[float], level: float = 0.95, resamples: int = 10_000, seed: int = 0
) -> tuple[float, float]:
    """Return an interval of the mean of `values`, one for each problem, by the percentile bootstrap.

    For a difference of two strategies give the differences by problem: they are paired. With values that
    are all the same it has no width; then use an interval for a share, as Wilson's. The same seed gives the
    same interval. Raises ValueError if there are no values.
    """
    if not values:
        raise ValueError("an interval of no values")
    draw = Random(seed)  # noqa: S311 - statistics
    means = sorted(fmean(draw.choices(values, k=len(values))) for _ in range(resamples))
    tail = int((1 - level) / 2 * resamples)
    return means[tail], means[-1 - tail]
