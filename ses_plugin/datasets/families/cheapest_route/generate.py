"""Inputs for the cheapest routes."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SIZES = {1: ((2, 3), 3), 2: ((4, 6), 7), 3: ((7, 10), 18)}


def generate(draw: SeededRandom, level: int) -> str:
    town_range, most = SIZES[level]
    towns = draw.integer(*town_range)
    every = [(a, b) for a in range(1, towns + 1) for b in range(a + 1, towns + 1)]
    count = min(len(every), draw.integer(most - level, most))
    start = draw.integer(1, towns)
    lines = [f"{towns} {count} {start}"]
    for pair in draw.sample(every, count):
        a, b = draw.shuffle(pair)
        low, high = draw.choice([(1, 4), (5, 20), (1, 20)])
        lines.append(f"{a} {b} {draw.integer(low, high)}")
    return "\n".join(lines) + "\n"
