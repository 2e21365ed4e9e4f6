"""Does a confidence mean what it says."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean


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
