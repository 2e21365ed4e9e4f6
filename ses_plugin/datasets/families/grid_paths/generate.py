"""Inputs for grid_paths: a small map of free cells, mud and walls, nearly always passable."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

ROWS = {1: (1, 2), 2: (2, 3), 3: (4, 5)}
COLS = {1: (2, 3), 2: (2, 4), 3: (4, 6)}


def generate(draw: SeededRandom, level: int) -> str:
    rows = draw.integer(*ROWS[level])
    cols = draw.integer(*COLS[level])
    pool = draw.choice(["....~#", "..~~#", "...~##", ".....~"])
    grid = [[draw.choice(pool) for _ in range(cols)] for _ in range(rows)]
    grid[0][0] = draw.choice("..~")
    if draw.chance(0.85):  # open one way through
        r = c = 0
        while (r, c) != (rows - 1, cols - 1):
            if c == cols - 1 or (r < rows - 1 and draw.chance(0.5)):
                r += 1
            else:
                c += 1
            if grid[r][c] == "#":
                grid[r][c] = draw.choice(".~")
    return f"{rows} {cols}\n" + "".join("".join(row) + "\n" for row in grid)
