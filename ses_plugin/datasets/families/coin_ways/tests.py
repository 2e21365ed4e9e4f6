"""Tests of the problem: a sum up to 300 and up to ten coins."""

from __future__ import annotations

from ses_plugin.datasets.families.coin_ways.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "6\n1 5\n",
    "9\n2 5\n",
    "3\n5\n",
)


def _large(draw: SeededRandom, top: int) -> str:
    coins = draw.sample(range(2, top + 1), 9)
    return f"300\n{' '.join(map(str, [*coins, 1]))}\n"


def private(draw: SeededRandom) -> list[str]:
    """Return edge cases, drawn inputs and two sums with very many ways."""
    return [
        "1\n1\n",
        "1\n2\n",
        "1\n1000\n",
        "6\n4 3 1\n",
        "11\n5 2\n",
        "12\n1 6 9\n",
        "30\n25 10 1\n",
        "40\n40 39\n",
        "13\n6 4 10\n",
        "8\n8 4 2 1\n",
        "20\n30 7 3 20 50\n",
        "300\n299\n",
        "300\n1\n",
        "300\n150 100 301\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _large(draw, 10),
        _large(draw, 25),
    ]
