"""A matrix of few distinct values, often with a planted saddle."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[list[int]]] | tuple[list[list[int]], bool]:
    rows = draw.integer(*{1: (1, 2), 2: (3, 4), 3: (6, 8)}[level])
    cols = draw.integer(*{1: (1, 3), 2: (3, 5), 3: (7, 9)}[level])
    top = draw.integer(3, 5)
    grid = [draw.integers(cols, 1, top) for _ in range(rows)]
    for c in draw.sample(range(cols), 1 + cols // 6):
        for r in range(rows):
            grid[r][c] = draw.integer(0, 2)
    return (grid,) if draw.chance(0.5) else (grid, draw.chance(0.4))
