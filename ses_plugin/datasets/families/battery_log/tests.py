"""Tests of the battery log."""

from __future__ import annotations

from ses_plugin.datasets.families.battery_log.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "40 19 -- 12 25 60\n18 35 22\n",
    "-- 50 62 20 --\n",
    "30 17 16 15\n",
)


def private(draw: SeededRandom) -> list[str]:
    """Return the tests that decide."""
    by_hand = [
        "0\n",
        "100\n",
        "-- -- 19 --\n",
        "20 19 20 19 20\n",
        "5 -- 5 -- -- 5 30 4 4 4 21\n",
        "10 9 8 50 7 6 5\n--\n",
        "100 0 100 0\n",
        "19\n18\n--\n21\n--\n3\n2\n",
        "20 21 22 23\n",
        "-- 80 -- 55 -- -- 12\n",
    ]
    drawn = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    alternating = " ".join(str(value) for _ in range(400) for value in (draw.integer(10, 19), 20))
    words = ["--" if draw.chance(0.05) else str(draw.integer(0, 19)) for _ in range(19990)]
    large = " ".join([*words, "20", "--", "19"])
    return [*by_hand, *drawn, alternating + "\n", large + "\n"]
