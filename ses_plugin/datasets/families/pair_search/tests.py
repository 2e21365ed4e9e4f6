"""Tests of the contest problem: pairs of gifts within a budget."""

from __future__ import annotations

from ses_plugin.datasets.families.pair_search.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "7 2 5 4\n10 6\n",
    "3 3 3\n8 7 6\n",
)

EDGES = (
    "5\n1 11 1000000\n",
    "1 1\n2 3 4\n",
    "1 1\n3\n",
    "100000 100000\n200000 200001 1000000\n",
    "1 2\n3\n",
    "6 6 6 6\n12 13 14\n",
    "9 1 8 2 7 3\n11 11 11\n",
    "9 1 8 2 7 3\n4 8 12 16 20\n",
    "9 8 7 6 5 4 3 2 1\n20 4 20 4\n",
    "1 2 4 8 16 32 64\n1 4 6 10 18 34 66 97 98\n",
    "1 100000\n100001 100002 100003\n",
    "10 20 30 40\n31 51 71 41 30\n",
)


def _large(draw: SeededRandom, gifts: int, customers: int, top: int) -> str:
    prices = draw.integers(gifts, 1, top)
    budgets = draw.integers(customers, 1, 2 * top + 1)
    return " ".join(map(str, prices)) + "\n" + " ".join(map(str, budgets)) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    small = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    return [*EDGES, *small, _large(draw, 50, 20, 40), _large(draw, 2000, 100, 100_000)]
