"""Room names and requests (start, length)."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[str], list[tuple[int, int]]]:
    names = draw.sample(("A", "B", "C", "D"), draw.integer(1, level))
    count = draw.integer(*{1: (1, 2), 2: (4, 7), 3: (18, 22)}[level])
    last = {1: 9, 2: 16, 3: 40}[level]
    return names, [(draw.integer(0, last), draw.integer(1, 5)) for _ in range(count)]
