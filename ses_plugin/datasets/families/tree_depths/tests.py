"""Tests of the problem: trees of up to 2000 stations."""

from __future__ import annotations

from ses_plugin.datasets.families.tree_depths.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "5\n0 1 1 2 4\n4 2 7 1 -3\n",
    "1\n0\n5\n",
)


def _tree(parents: list[int], values: list[int]) -> str:
    return f"{len(parents)}\n{' '.join(map(str, parents))}\n{' '.join(map(str, values))}\n"


def _large(draw: SeededRandom, count: int) -> str:
    labels = draw.shuffle(range(1, count + 1))
    parents = [0] * count
    for i in range(1, count):
        parents[labels[i] - 1] = labels[i - 1 if i < 300 else draw.integer(0, 299)]
    return _tree(parents, draw.integers(count, -9, 9))


def private(draw: SeededRandom) -> list[str]:
    """Return edge cases, drawn inputs and a large, deep tree."""
    return [
        "1\n0\n-1000\n",
        "2\n0 1\n1 1\n",
        "2\n2 0\n1 1\n",
        "3\n2 3 0\n1 10 100\n",
        "4\n0 1 1 1\n0 0 0 0\n",
        "4\n4 4 4 0\n-1 -2 -3 -4\n",
        "6\n3 3 0 1 1 2\n1 2 3 4 5 6\n",
        "7\n0 1 1 2 2 3 3\n1000 -1000 1000 -1000 5 6 7\n",
        "5\n5 1 1 1 0\n2 9 9 9 2\n",
        "5\n2 3 4 5 0\n1 1 1 1 1\n",
        "8\n0 1 2 3 1 5 6 7\n1 2 3 4 5 6 7 8\n",
        _tree([0, *range(1, 60)], [1] * 60),
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _large(draw, 1800),
    ]
