"""Tests of the leap years."""

from __future__ import annotations

from ses_plugin.datasets.families.leap_count.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "2019 2030\n",
    "2021 2023\n",
    "1896 1904\n",
)


def private(draw: SeededRandom) -> list[str]:
    """Return the tests that decide."""
    by_hand = [
        "1 1\n",
        "4 4\n",
        "1 4\n",
        "100 100\n",
        "400 400\n",
        "1900 1900\n",
        "1897 1903\n",
        "2000 2003\n",
        "1997 2000\n",
        "1600 2400\n",
        "99 101\n",
        "399998 400001\n",
        "999999 1000000\n",
    ]
    drawn = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    return [*by_hand, *drawn, "1 10000\n", f"{draw.integer(1, 50)} {1000000 - draw.integer(0, 50)}\n"]
