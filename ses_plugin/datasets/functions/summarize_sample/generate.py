"""A list of small integers, and how many to trim."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[int]] | tuple[list[int], int]:
    count = draw.integer(*{1: (1, 4), 2: (9, 20), 3: (55, 75)}[level])
    values = draw.integers(0 if draw.chance(0.03) else count, -3, 5 + 5 * level)
    if level == 1 and draw.chance(0.5):
        return (values,)
    return values, draw.integer(0, level)
