"""Insertions and removals, mostly of keys that were inserted before."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[int]]:
    ops: list[int] = []
    for _ in range(draw.integer(*{1: (1, 3), 2: (5, 8), 3: (14, 24)}[level])):
        if ops and draw.chance(0.3):
            ops.append(-abs(draw.choice(ops)))
        else:
            ops.append(draw.integer(1, 8 * level + 4))
    return (ops,)
