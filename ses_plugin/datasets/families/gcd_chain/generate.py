"""Inputs for gcd_chain: an array and a list of gcd, lcm and set commands on it."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

LENGTH = {1: (2, 3), 2: (4, 5), 3: (7, 10)}
QUERIES = {1: (1, 2), 2: (3, 4), 3: (9, 12)}


def generate(draw: SeededRandom, level: int) -> str:
    n = draw.integer(*LENGTH[level])
    q = draw.integer(*QUERIES[level])
    unit = draw.choice([1, 2, 3, 4, 6])
    row = [unit * draw.integer(1, 9) for _ in range(n)]
    lines = [f"{n} {q}", " ".join(map(str, row))]
    for i in range(q):
        if i < q - 1 and draw.chance(0.35):
            lines.append(f"set {draw.integer(1, n)} {draw.integer(1, 24)}")
            continue
        left = draw.integer(1, n)
        right = min(n, left + draw.integer(0, 1 + 2 * (level - 1)))
        lines.append(f"{draw.choice(['gcd', 'lcm'])} {left} {right}")
    return "\n".join(lines) + "\n"
