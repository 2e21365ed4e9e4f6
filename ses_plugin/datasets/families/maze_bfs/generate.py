"""Inputs for the gates in a maze."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SHAPES = {
    1: [(1, 4), (1, 5), (2, 2), (2, 2), (2, 3), (3, 2), (4, 1)],
    2: [(2, 3), (2, 4), (3, 2), (3, 3), (4, 3), (2, 5)],
    3: [(4, 6), (5, 6), (6, 5), (6, 6), (5, 8)],
}


def generate(draw: SeededRandom, level: int) -> str:
    rows, cols = draw.choice(SHAPES[level])
    wall = draw.choice([0.25, 0.5] if level == 1 else [0.0, 0.15, 0.25, 0.35])
    cells = ["#" if draw.chance(wall) else "." for _ in range(rows * cols)]
    marks = "Sabc"[: draw.integer(2, min(level, 2) + 1 + level // 2)]
    for mark, place in zip(marks, draw.sample(range(rows * cols), len(marks)), strict=True):
        cells[place] = mark
    text = "".join(cells)
    lines = [f"{rows} {cols}"] + [text[r * cols : (r + 1) * cols] for r in range(rows)]
    return "\n".join(lines) + "\n"
