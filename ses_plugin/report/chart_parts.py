"""Parts of charts that all tasks use: points with intervals, groups, bins, calibration, risk and coverage."""

from __future__ import annotations

import tomllib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np

from ses_plugin.report.intervals import ClusterBootstrap, Measure, mean_measure
from ses_plugin.report.page_data import Chart, Point, Series

BINS = 8
"""The most bins of a number, with equally many rows in each."""

_CONFIDENCE_BINS = 10

_THRESHOLDS = 50
"""The most points of risk and coverage."""

ConfidencePair = tuple[float, float]


def point(bootstrap: ClusterBootstrap, x: float, measure: Measure, label: str | None = None) -> list[Point]:
    """Return the point of a measure with its interval; none if the measure has no value."""
    value = bootstrap.value(measure)
    if value["value"] is None:
        return []
    made: Point = {
        "x": float(x),
        "y": value["value"],
        "low": value["low"],
        "high": value["high"],
        "n": value["n"],
    }
    return [made if label is None else {**made, "label": label}]


def chart(name: str, series: Iterable[Series]) -> list[Chart]:
    """Return a chart, with its words in `charts.toml`, of those series that have points; none without any."""
    filled = [each for each in series if each["points"]]
    if not filled:
        return []
    words = _words()[name]
    made: Chart = {
        "id": name,
        "title": words["title"],
        "help": words["help"],
        "kind": words["kind"],
        "x_label": words["x"],
        "y_label": words["y"],
        "series": filled,
    }
    return [{**made, "x_scale": "log"} if words.get("scale") == "log" else made]


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((files("ses_plugin.report") / "charts.toml").read_text("utf-8"))


def grouped(
    bootstrap: ClusterBootstrap,
    groups: Sequence[Hashable],
    values: Sequence[float | None],
    order: Sequence[Hashable],
) -> list[Point]:
    """Return the mean of the values in each group, in the given order: the points of a bar chart."""
    points = []
    for place, group in enumerate(order):
        inside = [value if each == group else None for each, value in zip(groups, values, strict=True)]
        points += point(bootstrap, place, mean_measure(inside, is_share=True), str(group))
    return points


def binned(
    bootstrap: ClusterBootstrap, xs: Sequence[float | None], values: Sequence[float | None]
) -> list[Point]:
    """Return the mean of the values in bins of `xs` with about equally many rows, at the mean of `xs`."""
    present = np.array(
        [x for x, value in zip(xs, values, strict=True) if x is not None and value is not None]
    )
    if len(np.unique(present)) < 2:
        return []
    edges = np.unique(np.quantile(present, np.linspace(0, 1, min(BINS, len(present)) + 1)))
    points = []
    for low, high in pairwise(edges):
        is_last = high == edges[-1]
        inside = [
            value if x is not None and low <= x and (x < high or (is_last and x <= high)) else None
            for x, value in zip(xs, values, strict=True)
        ]
        members = [x for x, value in zip(xs, inside, strict=True) if x is not None and value is not None]
        if members:
            points += point(bootstrap, float(np.mean(members)), mean_measure(inside, is_share=True))
    return points


def reliability(bootstrap: ClusterBootstrap, pairs: Sequence[ConfidencePair | None]) -> list[Chart]:
    """Return the reliability diagram of pairs of confidence and accuracy, in ten bins of confidence."""
    bins = [
        None if pair is None else min(int(pair[0] * _CONFIDENCE_BINS), _CONFIDENCE_BINS - 1) for pair in pairs
    ]
    points = []
    for number in range(_CONFIDENCE_BINS):
        inside = [pair if place == number else None for place, pair in zip(bins, pairs, strict=True)]
        members = [pair[0] for pair in inside if pair is not None]
        if members:
            accuracy = mean_measure([None if pair is None else pair[1] for pair in inside], is_share=True)
            points += point(bootstrap, float(np.mean(members)), accuracy)
    return chart("reliability", [{"name": "answers", "points": points}])


def risk_coverage(bootstrap: ClusterBootstrap, pairs: Sequence[ConfidencePair | None]) -> list[Chart]:
    """Return the risk (share wrong) of the most confident answers, by the share of all that they are."""
    known = [pair for pair in pairs if pair is not None]
    points = []
    thresholds = sorted({confidence for confidence, _ in known}, reverse=True)
    if len(thresholds) > _THRESHOLDS:
        places = np.linspace(0, len(thresholds) - 1, _THRESHOLDS).round().astype(int)
        thresholds = [thresholds[place] for place in places]
    for threshold in thresholds:
        wrong = [None if pair is None or pair[0] < threshold else 1 - pair[1] for pair in pairs]
        coverage = sum(value is not None for value in wrong) / len(pairs)
        points += point(
            bootstrap, coverage, mean_measure(wrong, is_share=True), f"confidence {threshold:.2f}"
        )
    return chart("risk_coverage", [{"name": "answers", "points": points}])


def shares(
    bootstrap: ClusterBootstrap, counts: Sequence[Mapping[Any, int]], order: Sequence[str]
) -> list[Point]:
    """Return the share of each class among all that are counted, rows being the counts of a problem."""
    totals = [float(sum(row.values())) for row in counts]
    points = []
    for place, name in enumerate(order):
        numbers = [float(row.get(name, 0)) for row in counts]
        if any(numbers):
            columns = np.array([*zip(numbers, totals, strict=True)], dtype=float).reshape(-1, 2)
            measure = Measure(columns, mean_measure([]).finish, int(sum(numbers)), is_share=True)
            points += point(bootstrap, place, measure, name.replace("_", " "))
    return points
