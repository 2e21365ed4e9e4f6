"""Inputs for the stations on a tree."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SIZES = {1: (2, 3), 2: (5, 9), 3: (14, 20)}


def generate(draw: SeededRandom, level: int) -> str:
    count = draw.integer(*SIZES[level])
    labels = list(range(1, count + 1))
    if draw.chance(0.8):
        labels = draw.shuffle(labels)
    reach = draw.choice([1, 2, 3, count])
    parent = [0] * (count + 1)
    for i in range(1, count):
        parent[labels[i]] = labels[draw.integer(max(0, i - reach), i - 1)]
    values = draw.integers(count, draw.choice([-5, 0, 1]), 9)
    lines = [str(count), " ".join(map(str, parent[1:])), " ".join(map(str, values))]
    return "\n".join(lines) + "\n"
