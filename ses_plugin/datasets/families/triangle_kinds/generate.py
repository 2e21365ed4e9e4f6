"""Inputs for the kinds of triangles: a number of lines, then three lengths a line."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

ROWS = {1: (1, 3), 2: (6, 10), 3: (25, 28)}


def _sides(draw: SeededRandom) -> list[int]:
    a, b = draw.integers(2, 2, 12)
    style = draw.integer(0, 5)
    if style == 0:
        return [a, a, a]
    if style <= 2:
        return draw.shuffle([a, a, draw.integer(1, 2 * a - 1)])
    if style == 3:
        return draw.shuffle([a, b, a + b])
    if style == 4:
        return draw.shuffle([a, b, a + b - 1])
    return draw.integers(3, 1, 15)


def generate(draw: SeededRandom, level: int) -> str:
    rows = [" ".join(map(str, _sides(draw))) for _ in range(draw.integer(*ROWS[level]))]
    return "\n".join([str(len(rows)), *rows]) + "\n"
