"""Short texts to encode."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[str, bool]:
    low, high = {1: (0, 1), 2: (3, 8), 3: (11, 32)}[level]
    return draw.word(low, high, "abcdefgxyzABZRT 019!?~é"), draw.chance(0.3)
