"""Inputs of the row with a gap: the number, how many products, and the place of the gap."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

PRODUCTS = {1: (2, 5), 2: (8, 14), 3: (36, 50)}


def generate(draw: SeededRandom, level: int) -> str:
    """Return the three numbers on a line."""
    products = draw.integer(*PRODUCTS[level])
    gap = draw.integer(1, products)
    if draw.chance(0.35):
        gap = products + draw.integer(1, 4)
    return f"{draw.integer(2, 12)} {products} {gap}\n"
