"""Words of mixed length and a narrow width."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[str, int]:
    low, high = {1: (0, 2), 2: (4, 8), 3: (15, 32)}[level]
    words: list[str] = []
    for _ in range(draw.integer(low, high)):
        words.append(draw.word(1, draw.choice([3, 5, 5, 16 if level > 1 else 6]), "abcdeinorst"))
    text = draw.choice([" ", " ", "  "]).join(words)
    return text[:115], draw.integer(7, 14)
