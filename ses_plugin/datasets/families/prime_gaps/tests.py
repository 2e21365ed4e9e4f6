"""Tests of the problem: ranges up to 280."""

from __future__ import annotations

from ses_plugin.datasets.families.prime_gaps.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "10 20\n",
    "24 28\n",
    "1 5\n",
)


def private(draw: SeededRandom) -> list[str]:
    """Return edge cases, drawn inputs and the longest ranges."""
    return [
        "1 1\n",
        "2 2\n",
        "1 3\n",
        "2 7\n",
        "3 5\n",
        "4 4\n",
        "2 9\n",
        "1 25\n",
        "3 50\n",
        "7 23\n",
        "20 49\n",
        "47 61\n",
        "90 96\n",
        "113 127\n",
        "114 126\n",
        "200 240\n",
        "240 280\n",
        "263 279\n",
        "280 280\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3)),
        "1 280\n",
        f"2 {draw.integer(271, 276)}\n",
    ]
