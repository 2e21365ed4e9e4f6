"""Log lines in repeating blocks."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

TEXTS = ["up", "down", "retry", "ok", "ping", "io err"]


def generate(draw: SeededRandom, level: int) -> tuple[list[str]]:
    low, high = {1: (1, 2), 2: (4, 8), 3: (18, 36)}[level]
    goal = draw.integer(low, high)
    lines: list[str] = []
    while len(lines) < goal:
        block = [draw.choice(TEXTS) for _ in range(draw.integer(1, 3))]
        lines += block * draw.choice([1, 1, 2, 3])
    return (lines[:goal],)
