"""A list of spans and a flag."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SPANS = {1: (2, 4), 2: (5, 7), 3: (10, 14)}


def generate(draw: SeededRandom, level: int) -> tuple[list[tuple[int, int]], bool]:
    """Return spans that often meet at an end point; some are a single point."""
    spans = []
    for _ in range(draw.integer(*SPANS[level])):
        start = draw.integer(0, 5 + 5 * level)
        spans.append((start, start + draw.integer(0, 6)))
    return spans, draw.chance(0.5)
