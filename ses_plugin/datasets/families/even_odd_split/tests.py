"""Tests of the problem: up to 40000 numbers."""

from __future__ import annotations

from ses_plugin.datasets.families.even_odd_split.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "5\n4 7 1 10 2\n",
    "3\n9 -3 5\n",
    "1\n0\n",
)


def _row(numbers: list[int]) -> str:
    return f"{len(numbers)}\n{' '.join(map(str, numbers))}\n"


def private(draw: SeededRandom) -> list[str]:
    """Return edge cases, drawn inputs and a large one."""
    return [
        "1\n1\n",
        "1\n-2\n",
        "2\n1 2\n",
        "2\n2 1\n",
        "4\n-1 -2 -3 -4\n",
        "4\n6 6 6 6\n",
        "5\n3 3 8 3 8\n",
        "6\n10 8 6 4 2 0\n",
        "6\n1000 -1000 999 -999 0 1\n",
        "7\n0 0 1 0 1 1 0\n",
        "3\n12 21 112\n",
        _row(list(range(30, -31, -1))),
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _row([2 * k + 1 for k in draw.integers(20000, 0, 4)] + [2 * k for k in draw.integers(20000, 0, 4)]),
    ]
