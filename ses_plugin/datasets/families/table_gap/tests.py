"""Tests of the row with a gap."""

from __future__ import annotations

from ses_plugin.datasets.families.table_gap.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "7 5 3\n",
    "12 1 1\n",
)
HIDDEN_LAST = ("7 5 5\n", "2 10 10\n", "12 2 2\n")


def private(draw: SeededRandom) -> list[str]:
    """Return the tests that decide."""
    by_hand = [
        "1 1 1\n",
        "1 1 2\n",
        "1 1 30000\n",
        "9 1 1\n",
        "1000 3 1\n",
        "1000 3 4\n",
        "5 6 1\n",
        "6 6 7\n",
        "1 10 6\n",
    ]
    drawn = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    large = f"{draw.integer(2, 4)} 20000 {draw.integer(15000, 20000)}\n"
    return [*by_hand, *HIDDEN_LAST, *drawn, "999 400 17\n", large]
