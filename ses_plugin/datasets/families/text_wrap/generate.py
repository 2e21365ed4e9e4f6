"""A line width and a few paragraphs of short words, now and then one wider than the line."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

PARAGRAPHS = {1: (1, 1), 2: (1, 2), 3: (3, 4)}
WORDS = {1: (1, 4), 2: (4, 8), 3: (8, 11)}


def _word(draw: SeededRandom) -> str:
    if draw.chance(0.05):
        return draw.word(12, 14, "klmn")
    return draw.word(1, 5, "abcdehilorst")


def generate(draw: SeededRandom, level: int) -> str:
    """Return the width, then one paragraph a line."""
    width = draw.integer(7, 10) if level < 3 else draw.integer(11, 18)
    paragraphs = [
        " ".join(_word(draw) for _ in range(draw.integer(*WORDS[level])))
        for _ in range(draw.integer(*PARAGRAPHS[level]))
    ]
    return "\n".join([str(width), *paragraphs]) + "\n"
