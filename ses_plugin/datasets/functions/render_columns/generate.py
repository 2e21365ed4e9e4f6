"""Rows of mixed cells, some too short or too long."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[list[object]], str, int]:
    columns = draw.integer(1, 2) if level == 1 else draw.integer(2, 3)
    low, high = {1: (1, 1), 2: (2, 4), 3: (7, 10)}[level]
    rows: list[list[object]] = []
    for _ in range(draw.integer(low, high)):
        row: list[object] = []
        for _ in range(max(0, columns + draw.choice([0, 0, 0, 0, -1, 1]))):
            word = draw.word(0, 6, "abcxyz")
            row.append(draw.choice([word, word, draw.integer(-9, 1200), None, True]))
        rows.append(row)
    return rows, draw.word(columns, columns, "lrc"), draw.integer(1, 2)
