"""Inputs for the peaks in a sliding window."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SIZES = {1: (3, 4), 2: (6, 12), 3: (24, 45)}


def generate(draw: SeededRandom, level: int) -> str:
    count = draw.integer(*SIZES[level])
    if draw.chance(0.06):
        count = draw.integer(1, 2)
    low, high = draw.choice([(1, 9), (-9, 9), (10, 40)])
    readings = draw.integers(count, low, high)
    style = draw.integer(0, 4)
    if style == 0:
        half = count // 2
        readings = sorted(readings[:half]) + sorted(readings[half:], reverse=True)
    elif style == 1:
        readings.sort(reverse=True)
        for _ in range(level):
            readings[draw.integer(0, count - 1)] = draw.integer(low, high)
    elif style == 2:
        for back in range(1, min(count, 2 * level), 2):
            readings[-back] = high
    return " ".join(map(str, readings)) + "\n"
