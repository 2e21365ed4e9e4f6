"""Integers of either sign that tend to repeat their remainder, and the modulus."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[int], int]:
    modulus = draw.integer(2, 4)
    value = draw.integer(-9, 9)
    values = []
    for _ in range(draw.integer(*{1: (1, 4), 2: (10, 18), 3: (58, 75)}[level])):
        values.append(value)
        value += modulus if draw.chance(0.45) else draw.integer(-6, 5)
        if abs(value) > 25:
            value = draw.integer(-9, 9)
    return values, modulus
