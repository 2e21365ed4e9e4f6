"""Tests of the contest problem: counting with claps and hops."""

from __future__ import annotations

from ses_plugin.datasets.families.clap_count.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "7 2 3\n",
    "10 5 2\n",
)

EDGES = (
    "1 1 1\n",
    "1 1 2\n",
    "1 2 1\n",
    "1 12000 12000\n",
    "5 1 1\n",
    "6 1 3\n",
    "6 3 1\n",
    "8 2 4\n",
    "8 4 2\n",
    "9 3 3\n",
    "12 4 6\n",
    "12 6 4\n",
    "15 3 5\n",
    "20 21 22\n",
    "20 20 19\n",
    "36 12 18\n",
)


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    small = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    return [*EDGES, *small, f"300 {draw.integer(6, 9)} 12\n", f"12000 {draw.integer(3, 5)} 10\n"]
