"""Inputs for prime_gaps: the two ends of a range, now and then ending on the square of a prime."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

HIGH = {1: (5, 12), 2: (16, 34), 3: (48, 125)}


def generate(draw: SeededRandom, level: int) -> str:
    least, most = HIGH[level]
    high = draw.integer(least, most)
    squares = [p * p for p in (2, 3, 5, 7, 11) if least <= p * p <= most]
    if squares and draw.chance(0.2):
        high = draw.choice(squares) + draw.integer(0, 2)
    if draw.chance(0.15):
        low = high - draw.integer(0, 3)
    elif draw.chance(0.3):
        low = draw.integer(1, 2)
    else:
        low = draw.integer(2, max(2, high // 2))
    return f"{low} {high}\n"
