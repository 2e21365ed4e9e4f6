"""Tests of the exam marks."""

from __future__ import annotations

from ses_plugin.datasets.families.exam_marks.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "4\n70 35 90 49\n",
    "3\n100 62 51\n",
    "1\n12\n",
)


def private(draw: SeededRandom) -> list[str]:
    """Return the tests that decide."""
    by_hand = [
        "1\n50\n",
        "1\n0\n",
        "1\n100\n",
        "2\n49 50\n",
        "3\n50 50 50\n",
        "3\n0 0 0\n",
        "2\n0 1\n",
        "3\n33 33 34\n",
        "5\n100 100 100 100 99\n",
        "6\n51 50 49 48 50 52\n",
        "7\n90 10 20 30 40 45 49\n",
    ]
    drawn = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    marks = draw.integers(20000, 0, 100)
    return [*by_hand, *drawn, f"20000\n{' '.join(map(str, marks))}\n"]
