"""Titles with punctuation, stop words and repeats."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

WORDS = ["The", "art", "of", "don't", "C++", "a", "Way", "and", "10", "home", "encyclopaedia", "-", "a-b"]


def generate(draw: SeededRandom, level: int) -> tuple[list[str]]:
    low, high = {1: (1, 1), 2: (1, 2), 3: (4, 7)}[level]
    titles: list[str] = []
    for _ in range(draw.integer(low, high)):
        if titles and draw.chance(0.3):
            titles.append(draw.choice(["the ", "", "a "]) + draw.choice(titles))
        elif level == 1:
            titles.append(draw.word(1, 4, "aAb3' +-"))
        else:
            titles.append(" ".join(draw.choice(WORDS) for _ in range(draw.integer(1, 3))))
    return ([title[:32] for title in titles],)
