"""Inputs for the groups of friends."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SIZES = {1: ((2, 5), (1, 3)), 2: ((4, 7), (5, 9)), 3: ((7, 11), (15, 24))}


def generate(draw: SeededRandom, level: int) -> str:
    people_range, pair_range = SIZES[level]
    people = draw.integer(*people_range)
    pairs: list[tuple[int, int]] = []
    for _ in range(draw.integer(*pair_range)):
        if pairs and draw.chance(0.2):
            first, second = draw.choice(pairs)[::-1]
        else:
            first, second = draw.sample(range(1, people + 1), 2)
        pairs.append((first, second))
    lines = [f"{people} {len(pairs)}"] + [f"{a} {b}" for a, b in pairs]
    return "\n".join(lines) + "\n"
