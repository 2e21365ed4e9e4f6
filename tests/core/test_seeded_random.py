from __future__ import annotations

from collections import Counter

import pytest

from ses_plugin.datasets.seeded_random import SeededRandom


def test_draws_are_the_same_everywhere() -> None:
    draw = SeededRandom(7, "family", 1)
    assert draw.integers(5, 0, 99) == [98, 14, 63, 30, 15]
    assert draw.shuffle("abcdef") == ["c", "d", "b", "f", "e", "a"]
    assert draw.word(3, 5) == "isorv"


def test_labels_are_independent() -> None:
    assert SeededRandom(1, "a").integers(9, 0, 9) != SeededRandom(1, "b").integers(9, 0, 9)
    assert SeededRandom(1, "a").integers(9, 0, 9) == SeededRandom(1, "a").integers(9, 0, 9)


def test_both_ends_are_drawn() -> None:
    assert set(Counter(SeededRandom(1).integers(200, 1, 4))) == {1, 2, 3, 4}


def test_impossible_draws() -> None:
    with pytest.raises(ValueError, match="empty range"):
        SeededRandom(1).integer(2, 1)
    with pytest.raises(ValueError, match="cannot draw"):
        SeededRandom(1).sample([1], 2)
