"""Tests of the walk on a line."""

from __future__ import annotations

from ses_plugin.datasets.families.line_walk.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "4\n3 -5 2 -1\n",
    "3\n10 4 -2\n",
    "1\n-6\n",
)


def _moves(moves: list[int]) -> str:
    return f"{len(moves)}\n{' '.join(map(str, moves))}\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    return [
        "1\n0\n",
        "1\n8\n",
        "1\n-1000000\n",
        "2\n5 -5\n",
        "3\n0 0 0\n",
        "4\n0 7 0 -2\n",
        "5\n1 2 3 4 5\n",
        "5\n-1 -2 -3 -4 -5\n",
        "6\n4 -1 0 -9 3 0\n",
        "3\n1000000 -1000000 999999\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _moves(draw.integers(100, -1000, 1000)),
        _moves(draw.integers(1000, -1000000, 1000000)),
        _moves([1000000, -999999] * 500),
    ]
