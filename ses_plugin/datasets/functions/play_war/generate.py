"""Two hands of cards with low ranks."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[int], list[int]]:
    low, high = {1: (1, 2), 2: (3, 6), 3: (9, 13)}[level]
    top = draw.integer(4 + level, 12)
    a = draw.integers(draw.integer(0 if draw.chance(0.04) else low, high), 2, top)
    b = draw.integers(draw.integer(low, high), 2, top)
    return a, b
