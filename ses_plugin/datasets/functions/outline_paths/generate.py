"""Outline lines whose depth wanders."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[str], int]:
    low, high = {1: (1, 2), 2: (2, 6), 3: (12, 20)}[level]
    tab = draw.choice([2, 2, 4])
    depth = 0
    lines: list[str] = []
    for _ in range(draw.integer(low, high)):
        lead = " " * (tab * depth)
        if draw.chance(0.1):
            lead = draw.choice([" ", "\t", "   ", "\t "])
        lines.append(lead + draw.choice(["- ", "", ""]) + draw.word(1, 2, "abcdxy"))
        if draw.chance(0.05):
            lines.append(draw.choice(["", "  ", "--"]))
        depth = max(0, depth + draw.choice([1, 1, 0, 0, -1, -1, -2]))
        depth = min(depth, 3)
    return lines, tab
