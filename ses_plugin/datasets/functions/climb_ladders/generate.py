"""Dice rolls and a table of ladders and slides that never chain."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(
    draw: SeededRandom, level: int
) -> tuple[list[int], dict[int, int]] | tuple[list[int], dict[int, int], int]:
    rolls = draw.integers(draw.integer(*{1: (1, 3), 2: (5, 9), 3: (18, 30)}[level]), 1, 6)
    marks = draw.sample(range(2, 19), 2 * (level + 1))
    jumps = dict(zip(marks[::2], marks[1::2], strict=True))
    if draw.chance(0.4):
        return rolls, jumps
    return rolls, jumps, draw.integer(2, 3)
