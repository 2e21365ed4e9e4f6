from __future__ import annotations

import math
from itertools import combinations
from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ses_plugin.metrics import (
    bootstrap_interval,
    clustered_mean,
    confusion_matrix,
    count_transitions,
    expected_calibration_error,
    pass_at_k,
    rank_score_at_k,
    wilson_interval,
)


@given(st.integers(1, 7).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(1, n))))
def test_pass_at_k_is_what_enumeration_gives(case: tuple[int, int, int]) -> None:
    n, c, k = case
    draws = list(combinations([True] * c + [False] * (n - c), k))
    assert math.isclose(pass_at_k(n, c, k), sum(map(any, draws)) / len(draws), abs_tol=1e-12)


@pytest.mark.parametrize(("n", "c", "k"), [(0, 0, 1), (3, 4, 1), (3, 1, 4), (3, 1, 0), (3, -1, 1)])
def test_pass_at_k_of_nonsense(n: int, c: int, k: int) -> None:
    with pytest.raises(ValueError, match="pass@k"):
        pass_at_k(n, c, k)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=20))
def test_clusters_of_one_give_the_usual_error(values: list[float]) -> None:
    estimate = clustered_mean(values, range(len(values)))
    assert estimate.stderr is not None
    assert math.isclose(estimate.stderr, stdev(values) / math.sqrt(len(values)), abs_tol=1e-9)


def test_repeating_every_value_adds_no_certainty() -> None:
    once = clustered_mean([1, 0, 0, 1, 1], range(5))
    thrice = clustered_mean([1, 0, 0, 1, 1] * 3, list(range(5)) * 3)
    assert once.stderr is not None
    assert thrice.stderr == pytest.approx(once.stderr)
    assert (thrice.n, thrice.clusters) == (15, 5)


def test_one_cluster_has_no_error_and_no_values_no_mean() -> None:
    assert clustered_mean([1, 0], ["a", "a"]).stderr is None
    with pytest.raises(ValueError, match="no values"):
        clustered_mean([], [])


CANDIDATES = st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=7)


@given(candidates=CANDIDATES, data=st.data())
def test_rank_score_is_that_of_all_draws(candidates: list[tuple[int, bool]], data: st.DataObject) -> None:
    k = data.draw(st.integers(1, len(candidates)))
    totals = []
    for drawn in combinations(candidates, k):
        best = max(score for score, _ in drawn)
        tied = [ok for score, ok in drawn if score == best]
        totals.append(sum(tied) / len(tied))
    scores, right = zip(*candidates, strict=True)
    assert rank_score_at_k(scores, right, k) == pytest.approx(sum(totals) / len(totals))


def test_rank_score_at_its_ends() -> None:
    assert rank_score_at_k([0, 0, 0], [True, False, False], 2) == pytest.approx(1 / 3)
    assert rank_score_at_k([1, 0], [False, True], 2) == 0.0
    for scores, right, k in (([], [], 1), ([1], [True], 2), ([1], [True], 0), ([1], [], 1)):
        with pytest.raises(ValueError, match="rank_score@k"):
            rank_score_at_k(scores, right, k)


def test_confusion_and_transitions_count_pairs() -> None:
    pairs = [True, True, False, False, True], [True, False, True, False, True]
    table = confusion_matrix(*pairs)
    assert (table.pass_pass, table.pass_fail, table.fail_pass, table.fail_fail) == (2, 1, 1, 1)
    assert table.agreement == 0.6
    assert confusion_matrix([], []).agreement is None
    moved = count_transitions(*pairs)
    assert (moved.fixed, moved.broken, moved.kept_right, moved.kept_wrong) == (1, 1, 2, 1)
    with pytest.raises(ValueError, match="zip"):
        count_transitions([True], [])


def test_calibration_error() -> None:
    assert expected_calibration_error([0.95, 0.95, 0.05], [1, 1, 0]) == pytest.approx(0.05)
    assert expected_calibration_error([1.0, 1.0], [0, 0]) == 1.0
    assert expected_calibration_error([1.0, 0.0], [1, 0]) == 0.0
    with pytest.raises(ValueError, match="no values"):
        expected_calibration_error([], [])


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30))
def test_bootstrap_intervals_hold_the_mean_and_repeat(values: list[float]) -> None:
    low, high = bootstrap_interval(values, resamples=300)
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9
    assert (low, high) == bootstrap_interval(values, resamples=300)


def test_a_bootstrap_interval_is_as_wide_as_theory_says() -> None:
    values = [float(i % 2) for i in range(100)]
    low, high = bootstrap_interval(values)
    assert (low, high) == pytest.approx((0.4, 0.6), abs=0.02)
    with pytest.raises(ValueError, match="no values"):
        bootstrap_interval([])


def test_wilson_interval_holds_at_the_ends() -> None:
    assert wilson_interval(0.0, 201) == pytest.approx((0.0, 0.01875), abs=1e-4)
    assert wilson_interval(1.0, 201) == pytest.approx((0.98125, 1.0), abs=1e-4)
    assert wilson_interval(24 / 120, 120) == pytest.approx((0.138, 0.280), abs=5e-4)
