"""Values with 95 % intervals, by a bootstrap over problems.

Replies, candidates and tests of one problem are not independent, so whole problems (of output prediction:
programs) are resampled, and every value is computed again from each resample. All values of a run use the
same resamples, so those of two runs on the same problems are paired.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ses_plugin.metrics import wilson_interval
from ses_plugin.report.page_data import Metric, Value

RESAMPLES = 2000
LEVEL = 0.95

Array = NDArray[np.floating]
Finish = Callable[[Array], Array]
"""From sums of columns, one row for each resample, to the value of each."""


@dataclass(frozen=True, slots=True)
class MetricText:
    """The words for a metric; `higher_is_better` is None if neither is."""

    label: str
    help: str
    unit: str = "share"
    higher_is_better: bool | None = True


@dataclass(frozen=True, slots=True)
class Measure:
    """A value that is computed from sums over rows: of each row its `columns`, then `finish` of the sums.

    Attributes:
        columns: An array with a line for each row of the run: 0 where the measure does not apply.
        n: The number of rows that it applies to.
        is_share: Whether it is from 0 to 1, so that equal values have an interval too (Wilson's).
    """

    columns: Array
    finish: Finish
    n: int
    is_share: bool = False


def mean_measure(values: Sequence[float | None], *, is_share: bool = False) -> Measure:
    """Return the mean of the values that are not None."""
    pairs = [(0.0, 0.0) if value is None else (float(value), 1.0) for value in values]
    return Measure(_array(pairs, 2), _ratio, sum(value is not None for value in values), is_share)


def ratio_measure(pairs: Sequence[tuple[float, float] | None]) -> Measure:
    """Return the sum of the first numbers of all pairs, divided by the sum of the second."""
    present = [pair or (0.0, 0.0) for pair in pairs]
    return Measure(_array(present, 2), _ratio, sum(pair is not None for pair in pairs))


def calibration_measure(pairs: Sequence[tuple[float, float] | None], bins: int = 10) -> Measure:
    """Return the expected calibration error of pairs of confidence and accuracy (Naeini et al. 2015)."""
    columns = np.zeros((len(pairs), bins + 1))
    for row, pair in enumerate(pairs):
        if pair is not None:
            confidence, accuracy = pair
            columns[row, min(int(confidence * bins), bins - 1)] = confidence - accuracy
            columns[row, bins] = 1.0

    def finish(sums: Array) -> Array:
        return _divide(np.abs(sums[:, :bins]).sum(axis=1), sums[:, bins])

    return Measure(columns, finish, sum(pair is not None for pair in pairs))


def _array(pairs: Sequence[tuple[float, float]], width: int) -> Array:
    return np.array(pairs, dtype=float).reshape(-1, width)


def _ratio(sums: Array) -> Array:
    return _divide(sums[:, 0], sums[:, 1])


def _divide(numerators: Array, denominators: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(denominators) < 1e-9, np.nan, numerators / denominators)


class ClusterBootstrap:
    """Resamples of clusters, and the intervals of measures over them.

    Args:
        clusters: The cluster of each row. Rows of one cluster are always drawn together.
        resamples: How many there are.
        seed: The same seed gives the same intervals.
    """

    def __init__(self, clusters: Sequence[str], resamples: int = RESAMPLES, seed: int = 0) -> None:
        names, codes = np.unique(np.array(clusters, dtype=object).astype(str), return_inverse=True)
        self.clusters = len(names)
        self._codes = codes
        shares = np.full(self.clusters, 1 / max(self.clusters, 1))
        draws = np.random.default_rng(seed).multinomial(self.clusters, shares, size=resamples)
        self._weights = draws.astype(np.float32)

    def value(self, measure: Measure) -> Value:
        """Return a measure with its interval; no interval with fewer than two clusters."""
        value = float(measure.finish(measure.columns.sum(axis=0, keepdims=True))[0])
        if np.isnan(value):
            return {"value": None, "low": None, "high": None, "n": measure.n}
        clusters = self._clusters_with(measure)
        low, high = self._interval(measure.finish(self._sums(measure.columns)), clusters)
        if measure.is_share and value in (0.0, 1.0) and low == high and clusters > 1:
            low, high = wilson_interval(value, clusters)
        return {"value": value, "low": low, "high": high, "n": measure.n}

    def difference(self, a: Measure, b: Measure) -> Value:
        """Return b less a, which are measures of the same rows, in pairs."""
        total_a, total_b = (m.finish(m.columns.sum(axis=0, keepdims=True))[0] for m in (a, b))
        if np.isnan(total_a) or np.isnan(total_b):
            return {"value": None, "low": None, "high": None, "n": 0}
        values = b.finish(self._sums(b.columns)) - a.finish(self._sums(a.columns))
        low, high = self._interval(values, min(self._clusters_with(a), self._clusters_with(b)))
        return {"value": float(total_b - total_a), "low": low, "high": high, "n": min(a.n, b.n)}

    def metric(self, name: str, text: MetricText, measure: Measure) -> Metric:
        """Return a metric with its interval and its words."""
        value = self.value(measure)
        return {
            "value": value["value"],
            "low": value["low"],
            "high": value["high"],
            "n": value["n"],
            "name": name,
            "label": text.label,
            "help": text.help,
            "unit": text.unit,
            "higher_is_better": text.higher_is_better,
        }

    def _sums(self, columns: Array) -> Array:
        """Return the sums of the columns in each resample."""
        by_cluster = np.zeros((self.clusters, columns.shape[1]), dtype=np.float32)
        np.add.at(by_cluster, self._codes, columns)
        return self._weights @ by_cluster

    def _interval(self, values: Array, clusters: int) -> tuple[float | None, float | None]:
        present = values[~np.isnan(values)]
        if clusters < 2 or not len(present):
            return None, None
        tail = (1 - LEVEL) / 2
        low, high = np.quantile(present.astype(float), (tail, 1 - tail))
        return float(low), float(high)

    def _clusters_with(self, measure: Measure) -> int:
        """Return the number of clusters that have a part in the measure."""
        return len(np.unique(self._codes[np.any(measure.columns != 0, axis=1)]))


def mcnemar_p_value(only_a: int, only_b: int) -> float:
    """Return the p value of McNemar's exact test on pairs that are right in only one of two runs."""
    from scipy.stats import binomtest

    if only_a + only_b == 0:
        return 1.0
    return float(binomtest(only_a, only_a + only_b, 0.5).pvalue)
