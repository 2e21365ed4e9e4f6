"""An amount, a few coins and a bound on each coin's use."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[int, list[int], int]:
    low, high = {1: (1, 5), 2: (5, 10), 3: (10, 14)}[level]
    coins = draw.sample((1, 2, 3, 4, 5, 6, 8), {1: draw.integer(1, 2), 2: draw.integer(2, 3), 3: 4}[level])
    return draw.integer(low, high), coins, draw.integer(1, level)
