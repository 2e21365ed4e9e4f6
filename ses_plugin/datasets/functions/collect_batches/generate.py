"""Small integers, and the value that cuts the current bucket off."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[int], int]:
    items = draw.integers(draw.integer(*{1: (0, 3), 2: (5, 11), 3: (16, 24)}[level]), 1, 5 + level)
    return items, draw.integer(1, 6)
