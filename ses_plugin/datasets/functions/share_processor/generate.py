"""Tasks sorted by arrival."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[tuple[str, int, int]]]:
    count = draw.integer(*{1: (1, 2), 2: (3, 4), 3: (8, 11)}[level])
    arrivals = sorted(draw.integers(count, 0, 5 * count))
    most = {1: 3, 2: 6, 3: 9}[level]
    return ([("abcdefghijk"[i], at, draw.integer(1, most)) for i, at in enumerate(arrivals)],)
