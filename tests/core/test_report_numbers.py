"""The numbers of reports against other ways to compute them: enumeration, scipy, and by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import combinations
from math import comb
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from ses_plugin.metrics import expected_calibration_error
from ses_plugin.report.build import build_page_data
from ses_plugin.report.chart_parts import binned, reliability, risk_coverage
from ses_plugin.report.intervals import (
    ClusterBootstrap,
    calibration_measure,
    mcnemar_p_value,
    mean_measure,
    ratio_measure,
)
from ses_plugin.report.loading import load_run, load_runs
from ses_plugin.report.page_data import Chart, Metric, PageData
from tests.core.report_runs import line, problem, renamed, sample, selection_run, write_run

VALUES = st.lists(st.floats(0, 1), min_size=2, max_size=30)


def chart_of(data: PageData, name: str, run: int = 0) -> Chart:
    return next(chart for chart in data["runs"][run]["charts"] if chart["id"] == name)


def metrics_of(data: PageData, run: int = 0) -> dict[str, Metric]:
    return {metric["name"]: metric for metric in data["runs"][run]["metrics"]}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.floats(0, 1), min_size=1, max_size=3), min_size=2, max_size=12))
def test_a_mean_over_clusters_is_that_of_all_resamples(clusters: list[list[float]]) -> None:
    rows = [(f"c{number}", value) for number, values in enumerate(clusters) for value in values]
    made = ClusterBootstrap([name for name, _ in rows], resamples=4000).value(
        mean_measure([v for _, v in rows])
    )
    assert made["value"] == pytest.approx(fmean(value for _, value in rows))
    assert made["low"] is not None
    assert made["high"] is not None
    totals = np.array([(sum(values), len(values)) for values in clusters])
    draws = np.random.default_rng(1).integers(len(clusters), size=(4000, len(clusters)))
    resampled = totals[draws].sum(axis=1)
    means = resampled[:, 0] / resampled[:, 1]
    for bound, level in (
        (made["low"], 0.025),
        (made["high"], 0.975),
    ):  # few clusters have few means; six deviations
        assert np.mean(means < bound - 1e-6) <= level + 0.02
        assert np.mean(means <= bound + 1e-6) >= level - 0.02


def test_the_interval_is_scipys() -> None:
    values = np.random.default_rng(3).random(200)
    made = ClusterBootstrap([str(number) for number in range(200)]).value(mean_measure(values.tolist()))
    ours = made["low"], made["high"]
    theirs = scipy.stats.bootstrap(
        (values,), np.mean, n_resamples=9999, method="percentile", random_state=0
    ).confidence_interval
    assert ours == pytest.approx((theirs.low, theirs.high), abs=0.005)


def test_intervals_where_there_are_none_and_where_all_are_equal() -> None:
    one = ClusterBootstrap(["a", "a"]).value(mean_measure([0.0, 1.0]))
    assert (one["value"], one["low"]) == (0.5, None)
    assert ClusterBootstrap(["a", "b"]).value(mean_measure([None, None]))["value"] is None
    equal = ClusterBootstrap([str(n) for n in range(20)]).value(mean_measure([1.0] * 20, is_share=True))
    assert (equal["value"], equal["high"]) == (1.0, 1.0)
    assert equal["low"] == pytest.approx(0.8389, abs=1e-3), "Wilson's, since equal values have no spread"
    part = ClusterBootstrap(["a", "b", "c"]).value(mean_measure([1.0, None, None], is_share=True))
    assert (part["n"], part["low"]) == (1, None)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from([0.0, 0.5, 1.0])), min_size=1, max_size=40))
def test_the_calibration_error_is_the_metrics(pairs: list[tuple[float, float]]) -> None:
    bootstrap = ClusterBootstrap([str(number) for number in range(len(pairs))], resamples=10)
    confidences, right = zip(*pairs, strict=True)
    made = bootstrap.value(calibration_measure([*pairs, None][: len(pairs)]))["value"]
    assert made == pytest.approx(expected_calibration_error(confidences, right))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_a_difference_is_paired(pairs: list[tuple[bool, bool]]) -> None:
    names = [str(number) for number in range(len(pairs))]
    a, b = (mean_measure([float(pair[side]) for pair in pairs]) for side in (0, 1))
    made = ClusterBootstrap(names).difference(a, b)
    direct = ClusterBootstrap(names).value(
        mean_measure([float(after) - float(before) for before, after in pairs])
    )
    assert made["value"] == pytest.approx(direct["value"])
    if direct["low"] is not None and made["low"] is not None:
        assert (made["low"], made["high"]) == pytest.approx((direct["low"], direct["high"]), abs=1e-5)


@given(st.integers(0, 30), st.integers(0, 30))
def test_mcnemars_p_is_the_exact_one(only_a: int, only_b: int) -> None:
    n, smaller = only_a + only_b, min(only_a, only_b)
    tail = sum(comb(n, count) for count in range(smaller + 1)) / 2**n
    assert mcnemar_p_value(only_a, only_b) == pytest.approx(min(1.0, 2 * tail))


def test_a_ratio_is_one_of_sums() -> None:
    made = ClusterBootstrap(["a", "b"]).value(ratio_measure([(1.0, 2.0), (0.0, 2.0)]))
    assert made["value"] == 0.25
    assert ClusterBootstrap(["a", "b"]).value(ratio_measure([(0.0, 0.0), None]))["value"] is None


CANDIDATE = st.tuples(
    st.text(alphabet="ynt-f", min_size=2, max_size=2),
    st.text(alphabet="yn", min_size=2, max_size=2),
    st.booleans(),
)


def points_for(votes: str) -> int:
    return sum({"y": 2, "f": 1}.get(kind, 0) for kind in votes)


def brute(candidates: Sequence[tuple[str, str, bool]], scores: Sequence[float], k: int) -> float:
    """Return the mean over all sets of k candidates of how often their best one is right."""
    rates = []
    for drawn in combinations(range(len(candidates)), k):
        best = max(scores[number] for number in drawn)
        rates.append(fmean(candidates[number][2] for number in drawn if scores[number] == best))
    return fmean(rates)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(CANDIDATE, min_size=4, max_size=4), min_size=1, max_size=3))
def test_best_at_k_is_that_of_all_sets_of_k(
    tmp_path_factory: pytest.TempPathFactory, problems: list[list[tuple[str, str, bool]]]
) -> None:
    lines = []
    for number, candidates in enumerate(problems):
        each = problem(f"p{number}")
        scores = [points_for(votes) for votes, _, _ in candidates]
        made = sample(each, candidates, chosen=None)
        tied = [score == max(scores) for score in scores]
        rows = [{**row, "tied": is_tied} for row, is_tied in zip(made["candidates"], tied, strict=True)]
        lines.append(line(each, {**made, "candidates": rows}, ["best@2_exec"]))
    data = build_page_data([load_runs(write_run(tmp_path_factory.mktemp("run"), lines))])
    curves = {series["name"]: series["points"] for series in chart_of(data, "best_at_k")["series"]}
    ways: dict[str, Any] = {
        "By prediction": lambda c: [points_for(votes) for votes, _, _ in c],
        "By execution": lambda c: [real.count("y") for _, real, _ in c],
        "Random": lambda c: [0] * len(c),
        "Any of them": lambda c: [float(right) for _, _, right in c],
        "Shortest": lambda c: [-number for number in range(len(c))],
    }
    for name, score in ways.items():
        for point in curves[name]:
            expected = fmean(brute(c, score(c), int(point["x"])) for c in problems)
            assert point["y"] == pytest.approx(expected), (name, point["x"])
    metrics = metrics_of(data)
    random, two = (fmean(brute(c, [0] * 4, 2) for c in problems), curves["By prediction"][1]["y"])
    any_of = curves["Any of them"][1]["y"]
    if any_of - random > 1e-9:
        assert metrics["room_won"]["value"] == pytest.approx((two - random) / (any_of - random))
    gap = curves["By execution"][1]["y"] - two
    assert metrics["simulation_gap"]["value"] == pytest.approx(gap)


def test_pruned_predictions_give_no_curve_between_its_ends(tmp_path: Path) -> None:
    each = problem("p")
    candidates = [("yy", "yy", True), ("n ", "ny", False), ("n ", "nn", False)]
    data = build_page_data(
        [load_runs(write_run(tmp_path, [line(each, sample(each, candidates), ["best@3_exec"])]))]
    )
    curves = {series["name"]: series["points"] for series in chart_of(data, "best_at_k")["series"]}
    assert [point["x"] for point in curves["By prediction"]] == [1, 3]
    assert [point["x"] for point in curves["By execution"]] == [1, 2, 3]
    assert "pruning=none" in data["runs"][0]["notes"][-1]


def test_risk_coverage_and_reliability_by_hand() -> None:
    pairs = [(0.95, 1.0), (0.91, 0.0), (0.5, 0.0), None, (0.5, 1.0)]
    bootstrap = ClusterBootstrap([*"abcde"])
    (risk,) = risk_coverage(bootstrap, pairs)
    shown = [(point["x"], point["y"]) for point in risk["series"][0]["points"]]
    assert shown == [(0.2, 0.0), (0.4, 0.5), (0.8, 0.5)]
    (diagram,) = reliability(bootstrap, pairs)
    points = [(point["x"], point["y"], point["n"]) for point in diagram["series"][0]["points"]]
    assert points == [(0.5, 0.5, 2), (pytest.approx(0.93), 0.5, 2)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 50), st.booleans()), min_size=2, max_size=40))
def test_bins_hold_every_row_once(rows: list[tuple[int, bool]]) -> None:
    bootstrap = ClusterBootstrap([str(number) for number in range(len(rows))], resamples=10)
    points = binned(bootstrap, [float(x) for x, _ in rows], [float(right) for _, right in rows])
    if len({x for x, _ in rows}) > 1:
        assert sum(point["n"] for point in points) == len(rows)
        total = sum(point["n"] * point["y"] for point in points)
        assert total == pytest.approx(sum(right for _, right in rows))
    else:
        assert points == []


def test_failed_and_truncated_answers_are_never_wrong(tmp_path: Path) -> None:
    lines = []
    for number, candidates in enumerate(
        ([], [("", "", False)], [("yy", "yy", True)], [("yy", "yn", False)], [("", "", False)])
    ):
        each = problem(f"p{number}")
        made = sample(each, candidates)
        if number == 4:
            made = {**made, "candidates": [{**made["candidates"][0], "truncated": True}]}
        lines.append(line(each, made, ["best@1_exec"]))
    data = build_page_data([load_runs(write_run(tmp_path, lines))])
    outcomes = data["runs"][0]["outcomes"]
    assert outcomes == {"right": 1, "wrong": 1, "no_answer": 1, "truncated": 1, "failed": 1}
    assert metrics_of(data)["pass@1"]["value"] == pytest.approx(1 / 5), "as in lm-eval's table"


def test_a_comparison_pairs_problems_by_their_ids(tmp_path: Path) -> None:
    before = selection_run(tmp_path / "a", [True, True, False, False, True])
    after = selection_run(tmp_path / "b", [True, False, True, True])
    data = build_page_data([load_runs(before), load_runs(after)])
    (comparison,) = data["comparisons"]
    assert comparison["right"] == {"both": 1, "only_a": 1, "only_b": 2, "neither": 0}
    assert comparison["p_value"] == pytest.approx(1.0)
    assert comparison["difference"]["value"] == pytest.approx(0.25)
    assert comparison["difference"]["n"] == 4
    assert (comparison["only_in_a"], comparison["only_in_b"]) == (["p4"], [])
    changes = [(pair["id"], pair["change"]) for pair in comparison["pairs"]]
    assert changes == [("p1", "regressed"), ("p2", "improved"), ("p3", "improved"), ("p0", "same")]
    best = next(metric for metric in comparison["metrics"] if metric["name"] == "best@2_simulate")
    assert best["difference"]["value"] == pytest.approx(best["b"]["value"] - best["a"]["value"])  # type: ignore[operator]
    assert [run["name"] for run in data["runs"]] == ["ses_self_verify, m (1)", "ses_self_verify, m (2)"]


def test_settings_that_make_runs_incomparable_are_loud(tmp_path: Path) -> None:
    def run(name: str, seed: int, batch: int, statement: str) -> Any:
        each = renamed(problem("p"), statement)
        folder = write_run(
            tmp_path / name,
            [line(each, sample(each, [("yy", "yy", True)]))],
            results={"config": {"random_seed": seed, "batch_size": batch, "limit": 1}},
        )
        return load_runs(folder)

    first = run("a", 1, 1, "one")
    same = build_page_data([first, run("b", 1, 1, "one")])["comparisons"][0]
    assert same["differences"] == []
    assert same["equal_settings"] > 5
    other = build_page_data([first, run("c", 2, 8, "two")])["comparisons"][0]
    loud = {each["name"]: each["loud"] for each in other["differences"]}
    assert loud == {"random_seed": True, "data": True, "batch_size": False}
    assert other["differences"][-1]["name"] == "batch_size", "the loud ones come first"


def test_prompts_that_one_run_did_not_record_are_no_loud_difference(tmp_path: Path) -> None:
    each = problem("p")
    made = sample(each, [("yy", "yy", True)])
    old = {name: value for name, value in made.items() if name != "prompts"} | {"version": 1}
    runs = [
        load_runs(write_run(tmp_path / name, [line(each, one)])) for name, one in (("a", made), ("b", old))
    ]
    (comparison,) = build_page_data(runs)["comparisons"]
    shown = {each["name"]: each["loud"] for each in comparison["differences"]}
    assert shown == {"prompts": False, "prompts_sha256": False}


def test_runs_that_share_no_problem_are_compared_on_none(tmp_path: Path) -> None:
    each, other = problem("p"), problem("q")
    a = write_run(tmp_path / "a", [line(each, sample(each, [("yy", "yy", True)]))])
    b = write_run(tmp_path / "b", [line(other, sample(other, [("yy", "yy", True)]))])
    (comparison,) = build_page_data([load_runs(a), load_runs(b)])["comparisons"]
    assert (comparison["pairs"], comparison["metrics"], comparison["p_value"]) == ([], [], 1.0)
    assert comparison["difference"]["value"] is None


def test_the_data_of_a_page_are_json(tmp_path: Path) -> None:
    run = selection_run(tmp_path, [True, False, True])
    data = build_page_data([load_runs(run), load_runs(run)], title="Two")
    again = json.loads(json.dumps(data, allow_nan=False))
    assert again["title"] == "Two"
    assert len(again["runs"][0]["problems"]) == 3
    assert load_run(run).strategy == "self-verify"
    short = build_page_data([load_runs(run), load_runs(run)], rows=False)
    assert short["runs"][0]["problems"] == []
    assert short["comparisons"][0]["pairs"] == []
    assert short["runs"][0]["metrics"] == data["runs"][0]["metrics"]


def test_self_fix_by_turns(tmp_path: Path) -> None:
    lines = []
    for number, turns in enumerate(([False, True], [True, False], [True], [False, False, False])):
        each = problem(f"p{number}")
        candidates = [("yn", "yy" if right else "nn", right) for right in turns]
        made = sample(each, candidates, len(turns) - 1, None, "self-fix", stop_reason="submitted")
        lines.append(line(each, made, ["initial_pass@1"]))
    data = build_page_data([load_runs(write_run(tmp_path, lines, "ses_self_fix"))])
    values = {name: metric["value"] for name, metric in metrics_of(data).items()}
    assert (values["initial_pass@1"], values["final_pass@1"]) == (0.5, 0.5)
    assert (values["fixed"], values["broken"], values["turns"]) == (0.25, 0.25, 2.0)
    (series,) = chart_of(data, "transitions")["series"]
    assert [(point["label"], point["y"]) for point in series["points"]] == [
        ("fixed", 0.25),
        ("broken", 0.25),
        ("kept right", 0.25),
        ("kept wrong", 0.25),
    ]
    assert [point["y"] for point in chart_of(data, "turns")["series"][0]["points"]] == [0.5, 0.5, 0.5]
    assert {"fixed"} <= set(data["runs"][0]["problems"][0]["flags"])
