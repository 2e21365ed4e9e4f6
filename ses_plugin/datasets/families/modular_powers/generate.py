"""Inputs for modular_powers: a number of queries, then one base and exponent a line."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

QUERIES = {1: (1, 2), 2: (3, 4), 3: (7, 11)}
EXPONENT = {1: 9, 2: 40, 3: 900}


def generate(draw: SeededRandom, level: int) -> str:
    q = draw.integer(*QUERIES[level])
    lines = [str(q)]
    for _ in range(q):
        exponent = draw.integer(1, EXPONENT[level])
        if draw.chance(0.1):
            exponent = draw.choice([0, 1, 2, 8])
        lines.append(f"{draw.integer(0 if draw.chance(0.2) else 2, 15)} {exponent}")
    return "\n".join(lines) + "\n"
