"""Tests of packing with wrapping."""

from __future__ import annotations

from ses_plugin.datasets.families.small_knapsack.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "3 9\n5 9\n3 5\n4 6\n",
    "2 4\n4 10\n6 3\n",
)


def _items(draw: SeededRandom, count: int, room: int, weight: tuple[int, int], spread: int) -> str:
    weights = draw.integers(count, *weight)
    lines = [f"{w} {w + draw.integer(1, spread)}" for w in weights]
    return "\n".join([f"{count} {room}", *lines]) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the tests that decide."""
    by_hand = [
        "1 1\n1 1\n",
        "1 2\n1 1\n",
        "1 100\n100 1000\n",
        "1 100\n99 1000\n",
        "3 4\n1 5\n1 5\n1 5\n",  # three ways to take two
        "4 12\n2 4\n5 7\n2 3\n8 10\n",
        "3 10\n4 6\n9 12\n4 6\n",
        "3 10\n9 12\n4 6\n4 6\n",
        "4 9\n2 3\n5 6\n2 3\n2 3\n",
        "5 20\n1 1\n2 2\n3 3\n4 4\n5 5\n",
        "5 7\n1 1\n1 1\n1 1\n1 1\n1 1\n",
        "4 30\n14 100\n14 100\n29 200\n13 99\n",
        "2 9\n3 4\n4 20\n",
    ]
    drawn = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    middling = [_items(draw, 10, 40, (1, 15), 3), _items(draw, 11, 30, (2, 9), 40)]
    return [*by_hand, *drawn, *middling, _items(draw, 26, 100, (16, 60), 9)]
