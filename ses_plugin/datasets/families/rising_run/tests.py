"""Tests of the contest problem: the longest climb with rises of at least 2."""

from __future__ import annotations

from ses_plugin.datasets.families.rising_run.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "6\n3 1 4 6 5 9\n",
    "3\n5 6 7\n",
    "4\n9 7 4 2\n",
)

EDGES = (
    "1\n-1000000\n",
    "2\n1 2\n",
    "2\n1 3\n",
    "2\n3 1\n",
    "5\n4 4 4 4 4\n",
    "6\n1 2 3 4 5 6\n",
    "4\n1 2 3 4\n",
    "6\n2 1 4 3 6 5\n",
    "8\n5 1 7 3 9 2 4 6\n",
    "7\n10 1 12 3 14 5 2\n",
    "9\n0 -1 2 1 4 3 6 5 8\n",
    "7\n-9 -7 -8 -6 -5 -3 -4\n",
    "8\n1000000 -1000000 999999 -999999 0 1 -2 2\n",
    "10\n1 5 2 6 3 7 4 8 5 9\n",
)


def _text(heights: list[int]) -> str:
    return f"{len(heights)}\n" + " ".join(map(str, heights)) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    small = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    noise = _text(draw.integers(1000, -1_000_000, 1_000_000))
    slope = _text([2 * i + draw.integer(-9, 9) for i in range(1000)])
    return [*EDGES, *small, _text(draw.integers(24, 1, 15)), noise, slope]
