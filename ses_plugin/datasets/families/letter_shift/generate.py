"""A starting key and a few short lines of words, some with capitals, digits and marks."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

LINES = {1: (1, 1), 2: (1, 2), 3: (3, 4)}
WORDS = {1: (1, 3), 2: (2, 3), 3: (3, 5)}
LETTERS = {1: 2, 2: 4, 3: 5}


def _word(draw: SeededRandom, longest: int) -> str:
    word = draw.word(1, longest, "abcdeghmnorstuwxyz")
    if draw.chance(0.3):
        word = word.capitalize()
    if draw.chance(0.25):
        word += draw.choice(("!", "?", ".", "7", "-b"))
    return word


def generate(draw: SeededRandom, level: int) -> str:
    """Return the key, then the lines."""
    key = draw.integer(0, 4) if level == 1 else draw.integer(0, 30)
    lines = [
        " ".join(_word(draw, LETTERS[level]) for _ in range(draw.integer(*WORDS[level])))
        for _ in range(draw.integer(*LINES[level]))
    ]
    return "\n".join([str(key), *lines]) + "\n"
