"""One line of words, with some capitals, digits and marks; seldom an empty line."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

WORDS = {1: (1, 2), 2: (2, 5), 3: (10, 14)}


def generate(draw: SeededRandom, level: int) -> str:
    """Return one line."""
    if draw.chance(0.03):
        return "\n"
    words = []
    for _ in range(draw.integer(*WORDS[level])):
        word = draw.word(2, 6, "aeiouaeioybdghklmnrsty")
        if draw.chance(0.35):
            word = word.capitalize()
        elif draw.chance(0.1):
            word = word.upper()
        elif draw.chance(0.1):
            word = str(draw.integer(1, 99))
        words.append(word + (draw.choice(",.!?") if draw.chance(0.2) else ""))
    return " ".join(words) + "\n"
