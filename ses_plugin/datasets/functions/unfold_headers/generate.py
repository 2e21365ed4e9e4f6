"""Header lines with folds, repeats and broken lines."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def _line(draw: SeededRandom) -> str:
    roll = draw.integer(0, 19)
    if roll < 4:
        return draw.choice([" ", "\t", "  "]) + draw.choice(["x=1", "more", ""])
    if roll == 4:
        return draw.choice(["oops", "bad name: 1", ":", "x y"])
    name = draw.choice(["host", "HOST", "accept", "x-tag", "X-TAG", "date", "via", "vary"])
    return name + draw.choice([":", ": ", ":  "]) + draw.choice(["a", "b.c", "7", "", "d e"])


def generate(draw: SeededRandom, level: int) -> tuple[list[str]]:
    low, high = {1: (1, 2), 2: (4, 9), 3: (16, 19)}[level]
    lines = [_line(draw) for _ in range(draw.integer(low, high))]
    if draw.chance(0.25):
        lines.insert(draw.integer(max(1, len(lines) - 4), len(lines)), "")
    return (lines,)
