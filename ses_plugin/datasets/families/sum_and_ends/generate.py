"""A count and as many numbers; now and then all of them are negative, or they only rise."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

COUNT = {1: (1, 5), 2: (6, 14), 3: (30, 50)}


def generate(draw: SeededRandom, level: int) -> str:
    """Return the count on a line, the numbers on the next."""
    count = draw.integer(*COUNT[level])
    low, high = draw.choice([(-60, -1), (-40, 40), (-99, 99), (1, 99)])
    numbers = draw.integers(count, low, high)
    if draw.chance(0.3):
        numbers.sort()
    return f"{count}\n{' '.join(map(str, numbers))}\n"
