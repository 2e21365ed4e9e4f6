"""Inputs for the boxes on a cart: the number of boxes and the limit, then the weights."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

BOXES = {1: (2, 5), 2: (12, 22), 3: (60, 90)}


def generate(draw: SeededRandom, level: int) -> str:
    count = draw.integer(*BOXES[level])
    weights = draw.integers(count, 1, draw.choice([9, 20]))
    taken = draw.integer(count // 2, count)
    limit = max(1, sum(weights[:taken]))
    if draw.chance(0.5):
        limit += draw.integer(1, 6)
    return f"{count} {limit}\n" + " ".join(map(str, weights)) + "\n"
