"""Grid sizes and the cells that are written."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[int, int, list[tuple[int, int]]]:
    rows, cols = {1: (2, 2), 2: (3, 3), 3: (5, 5)}[level]
    rows += draw.integer(0, 1)
    count = draw.integer(*{1: (0, 6), 2: (9, 20), 3: (38, 45)}[level])
    cells = [(draw.integer(0, rows - 1), draw.integer(0, cols - 1)) for _ in range(count)]
    return rows, cols, cells
