"""Inputs for the warmer days: the number of days, then the temperatures."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

DAYS = {1: (2, 6), 2: (12, 24), 3: (60, 90)}


def generate(draw: SeededRandom, level: int) -> str:
    count = draw.integer(*DAYS[level])
    low, high = draw.choice([(1, 9), (-9, 9), (-5, 5), (10, 30)])
    days = draw.integers(count, low, high)
    for i in range(1, count):
        if draw.chance(0.2):
            days[i] = days[i - 1]
    if draw.chance(0.15):
        days.sort(reverse=draw.chance(0.5))
    return f"{count}\n" + " ".join(map(str, days)) + "\n"
