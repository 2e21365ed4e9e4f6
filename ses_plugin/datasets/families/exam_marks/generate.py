"""Inputs of the exam marks: how many there are, then the marks."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

MARKS = {1: (1, 4), 2: (9, 16), 3: (45, 70)}


def generate(draw: SeededRandom, level: int) -> str:
    """Return the number of marks and a line with them."""
    marks = draw.integers(draw.integer(*MARKS[level]), 20, 95)
    for index in range(len(marks)):
        if draw.chance(0.25):
            marks[index] = draw.integer(49, 51) if draw.chance(0.8) else draw.choice([0, 40, 60, 100])
    return f"{len(marks)}\n{' '.join(map(str, marks))}\n"
