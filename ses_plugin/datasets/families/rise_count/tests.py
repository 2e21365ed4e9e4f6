"""Tests of the warmer days."""

from __future__ import annotations

from ses_plugin.datasets.families.rise_count.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "5\n-3 4 1 2 9\n",
    "4\n8 6 5 1\n",
)


def _days(days: list[int]) -> str:
    return f"{len(days)}\n{' '.join(map(str, days))}\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    return [
        "1\n7\n",
        "1\n-7\n",
        "2\n5 5\n",
        "2\n-1000 1000\n",
        "2\n1000 -1000\n",
        "3\n0 0 1\n",
        "6\n4 4 4 4 4 4\n",
        "6\n1 2 3 4 5 6\n",
        "6\n9 1 2 1 2 3\n",
        "7\n-9 -8 -8 -3 -4 -4 0\n",
        "5\n20 1 19 1 18\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _days(draw.integers(200, -1000, 1000)),
        _days(draw.integers(10000, -9, 30)),
    ]
