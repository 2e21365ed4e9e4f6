"""Tests of the vending machine."""

from __future__ import annotations

from ses_plugin.datasets.families.vending_change.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "5x4 10x1 20x2 50x0\n35 50\n60 20 20\n15 20 10\n",
    "1x9 10x1\n3 10\n4 1 1 1 1\n",
)


def _sales(draw: SeededRandom, stock: str, coins: list[int], count: int) -> str:
    lines = [stock]
    for _ in range(count):
        paid = [draw.choice(coins) for _ in range(draw.integer(1, 3))]
        price = max(1, sum(paid) - draw.integer(-2, 30))
        lines.append(" ".join(map(str, [price, *paid])))
    return "\n".join(lines) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the tests that decide."""
    by_hand = [
        "5x1\n",
        "5x0\n5 5\n",
        "5x0\n5 5 5\n6 5 5\n",
        "1x5 5x0\n5 5 1\n1 5\n4 5\n",
        "1x6 5x0 6x0\n1 6\n1 6 1\n",
        "3x2 4x1\n2 4 4\n6 4 4 4\n",
        "10x1 1x0 4x3 6x1\n2 10\n2 10 10\n",
        "10x2 50x1\n5000 50 50 50 50 50 50 50 50\n50 50 50 10\n30 50 50\n",
        "20x1 5x3 2x2\n1 20\n6 20\n13 5 5 5\n7 5 2\n",
        "25x0 10x2 5x1 1x0\n10 25\n5 25 10\n24 25\n20 25\n",
        "7x0 3x1\n4 7\n1 7\n2 3 3 3\n",
        "5x6 10x1 50x0\n25 50\n45 50\n",
        "20x1 10x9 50x0\n10 50\n30 50 50\n",
        "4x1 2x9 25x0\n15 25\n25 25\n",
        "1x30 6x2 20x1\n1 20\n1 20 20\n2 6 6 6 6 6\n",
        "1x3 4x0 10x0\n2 4 4\n1 4 4\n",
        "2x9 20x1 100x5\n50 100\n54 100\n56 100\n94 100\n",
        "10x0 50x0\n10 10 10 10\n30 50\n50 50\n40 50\n",
    ]
    drawn = [generate(draw, level) for level in (1, 2, 2, 3, 3, 3)]
    middling = _sales(draw, "10x9 2x5 5x3 25x0 1x2", [10, 2, 5, 25, 1], 200)
    large = _sales(draw, "1x5000 5x5000 10x5000 20x5000", [1, 5, 10, 20], 5000)
    return [*by_hand, *drawn, middling, large]
