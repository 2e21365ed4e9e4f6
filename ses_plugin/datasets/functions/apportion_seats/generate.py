"""Votes per list and the number of seats."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[dict[str, int], int]:
    names = draw.sample(("red", "blue", "lime", "teal", "gold"), draw.integer(level, level + 1))
    votes = {name: 5 * draw.integer(0, 20) for name in names}
    return votes, draw.integer(*{1: (1, 3), 2: (3, 6), 3: (9, 18)}[level])
