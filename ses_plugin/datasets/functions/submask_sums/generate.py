"""Weights per bit, a mask of allowed bits and a target sum."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[int], int, int]:
    size = {1: 4, 2: 5, 3: 8}[level]
    weights = draw.integers(size, 1, 9)
    bits = draw.sample(range(size), {1: draw.integer(0, 1), 2: 2, 3: 4}[level])
    mask = sum(1 << bit for bit in bits)
    picked = sum(weights[bit] for bit in bits if draw.chance(0.5))
    return weights, mask, max(0, picked + draw.choice((0, 0, 0, 1, -1)))
