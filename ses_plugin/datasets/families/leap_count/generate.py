"""Inputs of the leap years: the first and the last year of a range."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SPANS = {1: (1, 5), 2: (9, 16), 3: (40, 60)}


def generate(draw: SeededRandom, level: int) -> str:
    """Return two years on a line."""
    span = draw.integer(*SPANS[level])
    if draw.chance(0.5):
        first = draw.choice([1600, 1900, 2000, 2000, 2100, 2400]) - draw.integer(0, span)
    else:
        first = draw.integer(400, 500) * 4 - span  # the last year is often a leap year
    return f"{first} {first + span}\n"
