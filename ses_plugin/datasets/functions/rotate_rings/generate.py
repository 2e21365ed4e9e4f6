"""A rectangular grid and one turn count per ring."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[list[int]], list[int]]:
    rows = draw.integer(*{1: (1, 2), 2: (2, 4), 3: (6, 7)}[level])
    cols = draw.integer(*{1: (1, 3), 2: (3, 5), 3: (7, 8)}[level])
    grid = [draw.integers(cols, 0, 9) for _ in range(rows)]
    return grid, draw.integers(draw.integer((level + 1) // 2, level + 1), -4, 6)
