"""A positive fraction built from a chain of quotients, sometimes not in lowest terms."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[int, int]:
    parts = draw.integers(draw.integer(*{1: (1, 1), 2: (2, 3), 3: (4, 5)}[level]), 1, 2 * level)
    p, q = draw.integer(*{1: (1, 2), 2: (3, 4), 3: (6, 9)}[level]), 1
    for part in parts:
        p, q = part * p + q, p
    if draw.chance(0.4):
        p, q = q, p
    scale = draw.choice((1, 1, 2, 3))
    return p * scale, q * scale
