"""How far to count, and the two numbers whose multiples are replaced by words."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

LAST = {1: (3, 9), 2: (12, 22), 3: (42, 60)}


def generate(draw: SeededRandom, level: int) -> str:
    """Return the last number and the two divisors."""
    last = draw.integer(*LAST[level])
    if draw.chance(0.5):
        first, second = draw.choice([(2, 4), (4, 2), (3, 3), (3, 6), (4, 6), (6, 4)])
    else:
        first, second = draw.integer(2, 5), draw.integer(2, 7)
    return f"{last} {first} {second}\n"
