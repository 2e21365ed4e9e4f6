"""Inputs for divisor_sums: one line of positive numbers, with squares and abundant ones mixed in."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

COUNT = {1: (1, 2), 2: (2, 4), 3: (6, 8)}
TOP = {1: 16, 2: 30, 3: 84}


def generate(draw: SeededRandom, level: int) -> str:
    top = TOP[level]
    numbers: list[int] = []
    for _ in range(draw.integer(*COUNT[level])):
        if draw.chance(0.25):
            numbers.append(draw.choice([n * n for n in range(2, 10) if n * n <= top]))
        elif draw.chance(0.3):
            numbers.append(draw.choice([n for n in (6, 12, 18, 20, 24, 28, 60) if n <= top]))
        elif draw.chance(0.08):
            numbers.append(1)
        else:
            numbers.append(draw.integer(top // 4, top))
    return " ".join(map(str, numbers)) + "\n"
