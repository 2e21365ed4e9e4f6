"""Tests of the rain gauges."""

from __future__ import annotations

from ses_plugin.datasets.families.rain_gauges.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "dam 0 3 2 x 4 1\nfarm 1 0 x 1\n",
    "pier x 0 0\n",
    "mill 1 2 5\nport 1 6 3 0\n",
)


def private(draw: SeededRandom) -> list[str]:
    """Return the tests that decide."""
    by_hand = [
        "a 0\n",
        "a x\n",
        "a 1\n",
        "a 2\n",
        "a 999\nb 999\n",
        "hill 2 2 2\nyard 2 2 2\n",
        "hill 9\nyard 2\ngate 0 x 0\n",
        "dam x x 5 x 5 x x 5 x\n",
        "dam 2 1 2 1 2\nfarm 1 1 1 1\n",
        "port 7 0 7 7 0 7 7 7\n",
        "port 3 2 0 2\nport 10 9 8 x 0 1 10\n",
        "gate x 1 1 x 0\npier 12 1 2 120 120 0 3 3 3\n",
    ]
    drawn = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    many = [" ".join(map(str, [draw.word(1, 10, "rstu"), *draw.integers(50, 0, 5)])) for _ in range(100)]
    readings = [str(draw.integer(2, 9)) if draw.chance(0.98) else "x" for _ in range(19900)]
    large = ["first 0 2 3", "second " + " ".join(readings), "third 5 1"]
    return [*by_hand, *drawn, "\n".join(many) + "\n", "\n".join(large) + "\n"]
