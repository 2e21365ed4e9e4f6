"""Pile sizes and the numbers that may be taken."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[int], tuple[int, ...]]:
    count, top = {1: (1, 1), 2: (2, 4), 3: (3, 11)}[level]
    moves = tuple(sorted(draw.sample(range(1, 6), min(2, level))))
    return draw.integers(count, level - 1, top + (level == 1)), moves
