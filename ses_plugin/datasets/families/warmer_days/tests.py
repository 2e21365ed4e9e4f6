"""Tests of the contest problem: warmer days and record days."""

from __future__ import annotations

from ses_plugin.datasets.families.warmer_days.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "6\n12 15 15 11 14 18\n",
    "4\n9 7 4 2\n",
)

EDGES = (
    "1\n0\n",
    "1\n-60\n",
    "2\n5 5\n",
    "2\n5 6\n",
    "2\n6 5\n",
    "3\n-3 -2 -1\n",
    "3\n-1 -2 -3\n",
    "5\n60 -60 60 -60 60\n",
    "5\n-60 60 -60 60 -60\n",
    "6\n0 0 0 0 0 0\n",
    "6\n1 2 3 4 5 6\n",
    "7\n-9 -4 -4 -7 -3 0 -1\n",
    "8\n-20 -30 -10 -30 -5 -30 -1 -30\n",
    "5\n10 3 4 10 11\n",
)


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    small = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    year = draw.integers(365, -20, 35)
    slow_thaw = [max(-60, i // 125 - 60 - draw.integer(0, 9)) for i in range(15000)]
    long = [f"{len(days)}\n{' '.join(map(str, days))}\n" for days in (year, slow_thaw)]
    return [*EDGES, *small, *long]
