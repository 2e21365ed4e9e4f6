"""A list of integers, with repeated values and now and then only one distinct value."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

COUNT = {1: (1, 6), 2: (10, 16), 3: (36, 60)}


def generate(draw: SeededRandom, level: int) -> str:
    """Return the number of integers and the integers."""
    count = draw.integer(*COUNT[level])
    high = draw.choice([3, 20, 90])
    numbers = draw.integers(count, -high, -1 if draw.chance(0.25) else high)
    if draw.chance(0.35):
        numbers[draw.integer(0, count - 1)] = max(numbers)
    if draw.chance(0.2):
        numbers.sort()
    if draw.chance(0.08):
        numbers = [numbers[0]] * count
    return f"{count}\n{' '.join(map(str, numbers))}\n"
