"""Inputs for the walk on a line: the number of moves, then the moves."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

MOVES = {1: (2, 5), 2: (10, 20), 3: (50, 80)}


def generate(draw: SeededRandom, level: int) -> str:
    count = draw.integer(*MOVES[level])
    low = draw.choice([-9, -9, -9, -3, 0])
    moves = draw.integers(count, low, 9)
    if draw.chance(0.4):
        moves[draw.integer(0, count - 1)] = 0
    return f"{count}\n" + " ".join(map(str, moves)) + "\n"
