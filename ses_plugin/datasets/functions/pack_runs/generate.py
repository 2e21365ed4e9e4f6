"""Text with long and short runs."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[str]:
    low, high = {1: (1, 4), 2: (5, 13), 3: (20, 50)}[level]
    text = ""
    for _ in range(draw.integer(low, high)):
        text += draw.choice("aab~15 ") * draw.choice([1, 1, 1, 2, 3, 4, 9, 11])
    return (text[:200],)
