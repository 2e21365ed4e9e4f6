"""Stays within one year, some impossible."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

Day = tuple[int, int]


def generate(draw: SeededRandom, level: int) -> tuple[int, list[tuple[Day, Day]], int]:
    low, high = {1: (1, 1), 2: (3, 7), 3: (16, 19)}[level]
    stays: list[tuple[Day, Day]] = []
    for _ in range(draw.integer(low, high)):
        month = draw.integer(1, 4 if level < 3 else 12)
        day = draw.choice([1, 5, 9, 14, 20, 27, 28, 29, 30, 31])
        if draw.chance(0.6):
            last = (month, min(30, day + draw.integer(0, 6)))
        else:
            last = (month + draw.choice([0, 1]), draw.integer(1, 28))
        stays.append(((month, day), last))
    return draw.choice([2023, 2024]), stays, draw.choice([0, 1, 1, 3])
