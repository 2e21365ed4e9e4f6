"""Metrics of selection and repair: rank_score@k, verdicts, transitions, and calibration of confidence."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean


def rank_score_at_k(scores: Sequence[float], right: Sequence[bool], k: int) -> float:
    """Return the expected rightness of the best scored of `k` candidates drawn from all without replacement.

    Where several share the best score each is as likely to be taken (Hassid et al. 2024; paper, section 3).
    With the reply's length, negated, as the score this is short1@k; with equal scores it is pass@1.
    Raises ValueError unless 1 <= k <= len(scores) and the lengths agree.
    """
    n = len(scores)
    if len(right) != n or not 1 <= k <= n:
        raise ValueError(f"rank_score@k needs as many scores as candidates and 1 <= k <= n, not n={n}, k={k}")
    expected, below = 0.0, 0
    for score, size in sorted(Counter(scores).items()):
        good = sum(ok for value, ok in zip(scores, right, strict=True) if value == score)
        top = math.comb(below + size, k) - math.comb(below, k)  # draws whose best has this score
        expected += top * good / size
        below += size
    return expected / math.comb(n, k)


@dataclass(frozen=True, slots=True)
class ConfusionMatrix:
    """How often a predicted verdict was the real one; `pass_fail` is predicted pass, really fail."""

    pass_pass: int = 0
    pass_fail: int = 0
    fail_pass: int = 0
    fail_fail: int = 0

    @property
    def agreement(self) -> float | None:
        """The share of verdicts that were predicted rightly; None if there were none."""
        total = self.pass_pass + self.pass_fail + self.fail_pass + self.fail_fail
        return (self.pass_pass + self.fail_fail) / total if total else None


def confusion_matrix(predicted: Sequence[bool], real: Sequence[bool]) -> ConfusionMatrix:
    """Count predicted against real verdicts. Raises ValueError if the lengths differ."""
    counts = Counter(zip(predicted, real, strict=True))
    return ConfusionMatrix(counts[True, True], counts[True, False], counts[False, True], counts[False, False])


@dataclass(frozen=True, slots=True)
class Transitions:
    """What became of solutions by repairing them (paper, section 4)."""

    fixed: int = 0
    broken: int = 0
    kept_right: int = 0
    kept_wrong: int = 0


def count_transitions(before: Sequence[bool], after: Sequence[bool]) -> Transitions:
    """Count what became of each solution. Raises ValueError if the lengths differ."""
    counts = Counter(zip(before, after, strict=True))
    return Transitions(counts[False, True], counts[True, False], counts[True, True], counts[False, False])


def expected_calibration_error(confidences: Sequence[float], right: Sequence[float], bins: int = 10) -> float:
    """Return how far confidence is from rightness, averaged over `bins` equal bins of confidence.

    `right[i]` is 0 or 1, or a chance. Weighted by the values in a bin (Naeini et al. 2015); 0 is
    perfect. Raises ValueError if there are no values or the lengths differ.
    """
    grouped: dict[int, list[tuple[float, float]]] = {}
    for confidence, ok in zip(confidences, right, strict=True):
        grouped.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, ok))
    if not grouped:
        raise ValueError("the calibration of no values")
    off = (len(pairs) * abs(fmean(c - r for c, r in pairs)) for pairs in grouped.values())
    return sum(off) / len(confidences)
