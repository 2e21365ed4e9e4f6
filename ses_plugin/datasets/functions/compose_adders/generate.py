"""Named steps with a number each, and the values to send through."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[tuple[str, int]], list[int]]:
    count = draw.integer(*{1: (0, 2), 2: (3, 5), 3: (8, 10)}[level])
    kinds = ("add", "late", "bonus", "times")
    steps = [(draw.choice(kinds), draw.integer(1, 9)) for _ in range(count)]
    return steps, draw.integers(draw.integer(*{1: (1, 3), 2: (3, 5), 3: (7, 10)}[level]), 0, 30)
