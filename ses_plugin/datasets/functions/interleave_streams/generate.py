"""Steps, a limit for each stream, and how many dry streams end it all."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[int], int, int]:
    count = {1: 1, 2: 2, 3: draw.integer(3, 5)}[level]
    limit = draw.integer(*{1: (4, 9), 2: (7, 11), 3: (26, 32)}[level])
    return (
        draw.integers(count, 3 if level == 1 else 2, 5 + level),
        limit,
        draw.integer(1, 1 + level),
    )
