"""Inputs of the letter count: a letter, the number of words, the words."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

WORDS = {1: (1, 3), 2: (5, 8), 3: (32, 42)}
ALPHABETS = ("abc", "abcdAB", "aeionrst", "eEmnt")


def generate(draw: SeededRandom, level: int) -> str:
    """Return a line with the letter, one with the number of words and one with the words."""
    alphabet = draw.choice(ALPHABETS)
    words = [draw.word(2, 6, alphabet) for _ in range(draw.integer(*WORDS[level]))]
    words = [word.capitalize() if draw.chance(0.3) else word for word in words]
    letter = "z" if draw.chance(0.05) else draw.choice(alphabet[:2]).lower()
    return f"{letter}\n{len(words)}\n{' '.join(words)}\n"
