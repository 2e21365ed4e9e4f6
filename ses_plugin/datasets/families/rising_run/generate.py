"""Inputs for rising_run: the length of a list and the list, a noisy climb or plain noise."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

LENGTH = {1: (2, 4), 2: (5, 7), 3: (11, 17)}


def generate(draw: SeededRandom, level: int) -> str:
    n = draw.integer(*LENGTH[level])
    if draw.chance(0.1):
        row = sorted(draw.integers(n, 1, 2 * n), reverse=draw.chance(0.5))
    elif draw.chance(0.5):
        row = draw.integers(n, 1, n + 6)
    else:
        row = [2 * i + draw.integer(-5, 5) for i in range(n)]
    return f"{n}\n" + " ".join(map(str, row)) + "\n"
