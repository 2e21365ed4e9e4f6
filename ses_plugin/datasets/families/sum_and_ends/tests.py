"""Tests of the problem: up to 20000 numbers."""

from __future__ import annotations

from ses_plugin.datasets.families.sum_and_ends.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "4\n3 -2 8 5\n",
    "1\n7\n",
    "5\n4 4 1 9 -6\n",
)


def _row(numbers: list[int]) -> str:
    return f"{len(numbers)}\n{' '.join(map(str, numbers))}\n"


def private(draw: SeededRandom) -> list[str]:
    """Return edge cases, drawn inputs and a large one."""
    return [
        "1\n0\n",
        "1\n-5\n",
        "2\n-3 -9\n",
        "2\n1 2\n",
        "3\n5 5 5\n",
        "3\n-1000 0 1000\n",
        "4\n1000 1000 1000 1000\n",
        "4\n-1000 -1000 -999 -1000\n",
        "5\n1 2 3 4 5\n",
        "5\n5 4 3 2 1\n",
        "6\n0 0 0 0 0 -1\n",
        _row(list(range(-20, 21))),
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _row([*sorted(draw.integers(11000, 1, 1000), reverse=True), -7]),
        _row(sorted(draw.integers(10000, -1000, 1000), reverse=True)),
    ]
