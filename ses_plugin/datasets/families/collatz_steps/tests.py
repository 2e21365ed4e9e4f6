"""Tests of the contest problem: walks of halving and tripling, cut after 25 changes."""

from __future__ import annotations

from ses_plugin.datasets.families.collatz_steps.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "6 3 7\n",
    "1 27\n",
)

EDGES = (
    "1\n",
    "2\n",
    "16\n",
    "1 1 1\n",
    "8 8 3 3 9\n",
    "1000000\n",
    "524288 999999 1\n",
    "1 2 4 8 16 32 64\n",
    "64 32 16 8 4 2 1\n",
    "25 26 27 28 29 30 31\n",
    "12 13 5 32 80\n",
    "18 19 20 21 22 23 24 25 26 27 27 31 41 47\n",
)


def _row(numbers: list[int]) -> str:
    return " ".join(map(str, numbers)) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    small = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    many = draw.integers(40, 1, 40) + draw.integers(3960, 1, 1_000_000)
    return [*EDGES, *small, _row(draw.integers(100, 1, 200)), _row(many)]
