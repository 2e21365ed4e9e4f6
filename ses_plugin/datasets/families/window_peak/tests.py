"""Tests of the peaks in a sliding window."""

from __future__ import annotations

from ses_plugin.datasets.families.window_peak.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "1 5 2 3 4 1\n",
    "2 7 7 3 8\n",
    "4 6\n",
)


def _line(readings: list[int]) -> str:
    return " ".join(map(str, readings)) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    return [
        "7\n",
        "3 3\n",
        "-5 -9 -2\n",
        "-1000 -1000 -1000 -1000\n",
        "1000 0 0 0 -1000\n",
        "9 8 7 6 5 4\n",
        "1 2 3 4 5 6\n",
        "1 1 1 5 5 5\n",
        "6 1 1 6 1 1 6\n",
        "5 5 5 5 2 1 0\n",
        "0 0 0 0 0 1\n",
        "3 9 1 1 9 1 1 1 9 9\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _line(draw.integers(300, -1000, 1000)),
        _line(draw.integers(10, 0, 9) + [9] * 19990),
        _line([draw.integer(1, 9) if i % 3 else 9 for i in range(20000)]),
    ]
