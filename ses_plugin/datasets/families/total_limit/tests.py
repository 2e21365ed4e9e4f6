"""Tests of the boxes on a cart."""

from __future__ import annotations

from ses_plugin.datasets.families.total_limit.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "5 12\n4 3 2 6 1\n",
    "3 100\n20 30 10\n",
    "2 5\n8 1\n",
)


def _boxes(limit: int, weights: list[int]) -> str:
    return f"{len(weights)} {limit}\n{' '.join(map(str, weights))}\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    light = draw.integers(25000, 1, 9)
    return [
        "1 1\n1\n",
        "1 1\n2\n",
        "1 1000000000\n1000000\n",
        "3 6\n1 2 3\n",
        "3 3\n1 2 3\n",
        "4 5\n5 5 5 5\n",
        "4 10\n9 2 1 1\n",
        "5 7\n8 1 1 1 1\n",
        "6 10\n3 3 3 2 1 1\n",
        "4 1000000\n1000000 1 1 1\n",
        "5 14\n1 2 3 4 5\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _boxes(500000, draw.integers(200, 1, 10000)),
        _boxes(1000000000, light),
        _boxes(sum(light) - 1, light),
    ]
