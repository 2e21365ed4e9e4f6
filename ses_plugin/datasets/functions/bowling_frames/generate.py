"""The rolls of a whole or broken-off game of bowling."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[int]]:
    frames = draw.integer(*{1: (1, 2), 2: (4, 8), 3: (10, 10)}[level])
    rolls: list[int] = []
    for _ in range(frames):
        first = 10 if draw.chance(0.3) else draw.integer(0, 9)
        rolls.append(first)
        if first < 10:
            rolls.append(10 - first if draw.chance(0.4) else draw.integer(0, 10 - first))
    if level < 3 and rolls and draw.chance(0.4):
        rolls.pop()
    if level == 3:
        rolls += draw.integers(2, 0, 5)
    return (rolls,)
