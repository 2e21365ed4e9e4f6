"""Tests of the contest problem: the second largest distinct value."""

from __future__ import annotations

from ses_plugin.datasets.families.second_largest.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "5\n3 9 4 7 1\n",
    "4\n2 8 8 5\n",
    "3\n6 6 6\n",
)

EDGES = (
    "1\n0\n",
    "1\n-1000000000\n",
    "2\n4 4\n",
    "2\n4 5\n",
    "2\n5 4\n",
    "3\n-1 -2 -3\n",
    "3\n-3 -2 -1\n",
    "4\n0 -5 0 -5\n",
    "5\n1 2 3 4 5\n",
    "5\n9 1 9 1 9\n",
    "3\n-1000000000 1000000000 -1000000000\n",
    "6\n10 9 10 8 10 9\n",
    "3\n0 1 0\n",
)


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    small = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    same = "10000\n" + " ".join(["7"] * 10000) + "\n"
    many = draw.shuffle(range(-5000, 5000))
    return [*EDGES, *small, same, f"10000\n{' '.join(map(str, many))}\n"]
