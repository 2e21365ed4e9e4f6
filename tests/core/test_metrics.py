from __future__ import annotations

import math
from itertools import combinations
from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ses_plugin.metrics import clustered_mean, pass_at_k


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
