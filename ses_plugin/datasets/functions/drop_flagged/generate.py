"""A queue with repeats and negative entries, and a set of flagged numbers."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[int] | set[int] | int, ...]:
    count = draw.integer(*{1: (0, 4), 2: (8, 16), 3: (40, 60)}[level])
    queue = [n if n else -draw.integer(1, 4) for n in draw.integers(count, 0, 9)]
    flags = set(draw.sample(range(1, 10), draw.integer(1, 4)))
    return (queue, flags) if draw.chance(0.5) else (queue, flags, draw.integer(1, 3))
