"""Temperatures of some days, in winter, in summer or about zero."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

DAYS = {1: (2, 5), 2: (8, 14), 3: (36, 60)}


def generate(draw: SeededRandom, level: int) -> str:
    """Return the number of days and the temperatures."""
    days = draw.integer(*DAYS[level])
    low = draw.choice([-30, -30, -8, 12])
    temperatures = [low + draw.integer(0, 6)]
    while len(temperatures) < days:
        change = 0 if draw.chance(0.2) else draw.integer(-4, 5)
        temperatures.append(min(50, max(-60, temperatures[-1] + change)))
    if draw.chance(0.6):
        temperatures[-1] = temperatures[-2] + draw.integer(1, 6)
    return f"{days}\n{' '.join(map(str, temperatures))}\n"
