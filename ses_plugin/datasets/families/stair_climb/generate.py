"""Inputs for stair_climb: a count, then one staircase a line: its height and its broken stairs."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

HEIGHT = {1: (3, 5), 2: (4, 7), 3: (8, 12)}
CASES = {1: (1, 1), 2: (1, 2), 3: (2, 3)}


def generate(draw: SeededRandom, level: int) -> str:
    cases = draw.integer(*CASES[level])
    lines = [str(cases)]
    for _ in range(cases):
        n = draw.integer(*HEIGHT[level])
        broken = draw.sample(range(1, n), draw.integer(0, min(n - 1, 2 + n // 8)))
        if draw.chance(0.05):
            broken.append(n)
        lines.append(" ".join(map(str, [n, *broken])))
    return "\n".join(lines) + "\n"
