"""Metrics: pass@k, rank_score@k, means and intervals, verdicts, transitions, calibration. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean

__all__ = [
    "ConfusionMatrix",
    "Estimate",
    "Transitions",
    "bootstrap_interval",
    "clustered_mean",
    "confusion_matrix",
    "count_transitions",
    "expected_calibration_error",
    "pass_at_k",
    "rank_score_at_k",
    "wilson_interval",
]

_Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean of `n` values in `clusters` clusters; `stderr` is None with fewer than two clusters."""

    mean: float
    stderr: float | None
    n: int
    clusters: int


def pass_at_k(n: int, c: int, k: int) -> float:
    """Return the probability that one of `k` samples, drawn from `n` of which `c` are correct, is correct.

    The unbiased estimator 1 - C(n-c, k) / C(n, k) (Chen et al. 2021). Raises ValueError unless
    0 <= c <= n and 1 <= k <= n.

    >>> pass_at_k(n=4, c=2, k=1), pass_at_k(n=4, c=2, k=3)
    (0.5, 1.0)
    """
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError(f"pass@k needs 0 <= c <= n and 1 <= k <= n, not n={n}, c={c}, k={k}")
    return 1.0 - math.comb(n - c, k) / math.comb(n, k)


def clustered_mean(values: Sequence[float], clusters: Sequence[Hashable]) -> Estimate:
    """Return the mean of `values` and its cluster-robust standard error.

    `clusters[i]` names the cluster of `values[i]`: values of one program or problem are not independent. The
    error is that of a ratio of cluster totals, sqrt(m/(m-1) * sum over the m clusters of (sum of
    residuals)^2) / n; with one value in each cluster it is the usual standard error of the mean.

    Raises ValueError if `values` is empty or the lengths differ.
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
    """Return a confidence interval of the mean of `values` by the percentile bootstrap.

    To compare two strategies give the differences by problem: they are paired. If all values are equal the
    interval has no width; for shares use `wilson_interval`. The same seed gives the same interval.

    Raises ValueError if there are no values.
    """
    if not values:
        raise ValueError("an interval of no values")
    random = Random(seed)  # noqa: S311 - statistics
    means = sorted(fmean(random.choices(values, k=len(values))) for _ in range(resamples))
    tail = int((1 - level) / 2 * resamples)
    return means[tail], means[-1 - tail]


def wilson_interval(share: float, n: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share of `n`; unlike mean ± 1.96 stderr it is valid at 0 and 1."""
    scale = 1 + _Z * _Z / n
    middle = (share + _Z * _Z / (2 * n)) / scale
    half = _Z / scale * math.sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def rank_score_at_k(scores: Sequence[float], correct: Sequence[bool], k: int) -> float:
    """Return the probability that the candidate with the best score of `k`, drawn from all, is correct.

    Candidates are drawn without replacement; ties are broken at random (Hassid et al. 2024; paper,
    section 3). With the reply's length, negated, as the score this is short1@k; with equal scores it is
    pass@1.

    Raises ValueError unless 1 <= k <= len(scores) and the lengths agree.

    >>> rank_score_at_k([2.0, 1.0], [True, False], k=2)
    1.0
    """
    n = len(scores)
    if len(correct) != n or not 1 <= k <= n:
        raise ValueError(f"rank_score@k needs as many scores as candidates and 1 <= k <= n, not n={n}, k={k}")
    expected, below = 0.0, 0
    for score, size in sorted(Counter(scores).items()):
        passing = sum(is_correct for value, is_correct in zip(scores, correct, strict=True) if value == score)
        draws = math.comb(below + size, k) - math.comb(below, k)  # draws whose best has this score
        expected += draws * passing / size
        below += size
    return expected / math.comb(n, k)


@dataclass(frozen=True, slots=True)
class ConfusionMatrix:
    """Counts of predicted and real verdicts; `pass_fail`: predicted pass, really fail."""

    pass_pass: int = 0
    pass_fail: int = 0
    fail_pass: int = 0
    fail_fail: int = 0

    @property
    def agreement(self) -> float | None:
        """The share of verdicts that were predicted correctly; None if there are none."""
        total = self.pass_pass + self.pass_fail + self.fail_pass + self.fail_fail
        return (self.pass_pass + self.fail_fail) / total if total else None


def confusion_matrix(predicted: Sequence[bool], real: Sequence[bool]) -> ConfusionMatrix:
    """Count predicted against real verdicts. Raises ValueError if the lengths differ."""
    counts = Counter(zip(predicted, real, strict=True))
    return ConfusionMatrix(counts[True, True], counts[True, False], counts[False, True], counts[False, False])


@dataclass(frozen=True, slots=True)
class Transitions:
    """Counts of solutions by their correctness before and after a repair (paper, section 4)."""

    fixed: int = 0
    broken: int = 0
    kept_right: int = 0
    kept_wrong: int = 0


def count_transitions(before: Sequence[bool], after: Sequence[bool]) -> Transitions:
    """Count solutions by correctness before and after. Raises ValueError if the lengths differ."""
    counts = Counter(zip(before, after, strict=True))
    return Transitions(counts[False, True], counts[True, False], counts[True, True], counts[False, False])


def expected_calibration_error(
    confidences: Sequence[float], correct: Sequence[float], bins: int = 10
) -> float:
    """Return the mean distance of confidence from accuracy over `bins` equal bins of confidence.

    0 is perfect. `correct[i]` is 0 or 1, or a probability. Bins are weighted by their sizes (Naeini et al.
    2015).

    Raises ValueError if there are no values or the lengths differ.
    """
    grouped: dict[int, list[tuple[float, float]]] = {}
    for confidence, accuracy in zip(confidences, correct, strict=True):
        grouped.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, accuracy))
    if not grouped:
        raise ValueError("the calibration of no values")
    distances = (len(pairs) * abs(fmean(c - a for c, a in pairs)) for pairs in grouped.values())
    return sum(distances) / len(confidences)
