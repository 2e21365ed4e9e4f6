"""Inputs for collatz_steps: one line of starting numbers, some of them repeated or powers of two."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

COUNT = {1: (1, 2), 2: (2, 3), 3: (3, 5)}
TOP = {2: 14, 3: 60}
SHORT = (3, 5, 5, 10, 10, 16, 20, 32)  # few steps from 1


def generate(draw: SeededRandom, level: int) -> str:
    starts: list[int] = []
    for _ in range(draw.integer(*COUNT[level])):
        if starts and draw.chance(0.15):
            starts.append(draw.choice(starts))
        elif draw.chance(0.2):
            starts.append(2 ** draw.integer(0, level + 1))
        else:
            starts.append(draw.choice(SHORT) if level == 1 else draw.integer(3, TOP[level]))
    return " ".join(map(str, starts)) + "\n"
