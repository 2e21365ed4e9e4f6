"""A count and as many numbers, with repeats; now and then only even or only odd ones."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

COUNT = {1: (2, 7), 2: (9, 18), 3: (45, 60)}


def generate(draw: SeededRandom, level: int) -> str:
    """Return the count on a line, the numbers on the next."""
    count = draw.integer(*COUNT[level])
    numbers = draw.integers(count, draw.choice([-20, 0, 1]), draw.choice([9, 60]))
    if draw.chance(0.15):
        shift = draw.integer(0, 1)
        numbers = [n // 2 * 2 + shift for n in numbers]
    if count > 2 and draw.chance(0.4):
        numbers[-1] = numbers[draw.integer(0, count - 2)]
    return f"{count}\n{' '.join(map(str, numbers))}\n"
