"""Inputs of the matrix spiral: a word of operations (R, T, M, K) and a small grid."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

ROWS = {1: (1, 2), 2: (2, 4), 3: (3, 6)}
OPS = {1: (1, 1), 2: (1, 3), 3: (2, 6)}


def generate(draw: SeededRandom, level: int) -> str:
    """Return the operations (K keeps the grid as it is) and the rows."""
    rows = draw.integer(*ROWS[level])
    cols = max(1, rows + draw.integer(-1, 2)) + level // 3
    ops = draw.word(*OPS[level], alphabet="RRTM")
    if draw.chance(0.15):
        ops = "K"
    high = 20 if level < 3 else 60
    lines = [" ".join(map(str, draw.integers(cols, 1, high))) for _ in range(rows)]
    return "\n".join([ops, *lines]) + "\n"
