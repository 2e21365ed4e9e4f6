"""Tests of the problem: up to 200 numbers."""

from __future__ import annotations

from ses_plugin.datasets.families.divisor_sums.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "12 10 6\n",
    "8 20 1\n",
)


def _line(numbers: list[int]) -> str:
    return " ".join(map(str, numbers)) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return edge cases, drawn inputs and a long line of large numbers."""
    return [
        "1\n",
        "2\n",
        "13\n",
        "36 16 25\n",
        "9 15 21\n",
        "7 5 3\n",
        "6 28 496 8128\n",
        "2 4 8 16 1\n",
        "15 15 10\n",
        "18 20 18 12\n",
        "10000 9973 9409\n",
        "49 100 121 144\n",
        _line(list(range(1, 41))),
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _line(draw.integers(200, 9000, 10000)),
    ]
