"""Rows of different lengths and the value that fills the short ones."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SIZES = {1: ((2, 2), (1, 3)), 2: ((2, 4), (3, 6)), 3: ((4, 6), (9, 16))}


def generate(draw: SeededRandom, level: int) -> tuple[list[list[int]], int]:
    """Return rows of small numbers; now and then one row is empty."""
    count, length = SIZES[level]
    rows = [draw.integers(draw.integer(*length), 0, 9) for _ in range(draw.integer(*count))]
    if draw.chance(0.15):
        rows[draw.integer(0, len(rows) - 1)] = []
    return rows, draw.integer(0, 5)
