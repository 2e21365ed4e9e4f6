"""Fractions with small denominators of either sign."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[tuple[int, int]]]:
    count = draw.integer(*{1: (1, 2), 2: (4, 8), 3: (14, 20)}[level])
    dens = draw.choice(((2, 3, 4, 6, 12), (2, 5, 10, 4, 20), (3, 6, 9, 2)))
    out = []
    for _ in range(count):
        den = draw.choice(dens)
        out.append((draw.integer(-7, 9), -den if draw.chance(0.15) else den))
    return (out,)
