"""Words that are nearly palindromes, with a few letters moved along the alphabet."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

WORDS = {1: (1, 2), 2: (3, 4), 3: (6, 9)}
HALF = {1: (0, 2), 2: (1, 3), 3: (2, 5)}


def _word(draw: SeededRandom, level: int) -> str:
    half = draw.word(*HALF[level], "abcdekmstxyz")
    middle = draw.choice("aqz") if not half or draw.chance(0.4) else ""
    letters = list(half + middle + half[::-1])
    for i in range(len(letters)):
        if draw.chance(0.4):
            turn = draw.integer(-5, 5) if draw.chance(0.7) else draw.integer(6, 20)
            letters[i] = chr(97 + (ord(letters[i]) - 97 + turn) % 26)
    return "".join(letters)


def generate(draw: SeededRandom, level: int) -> str:
    """Return the number of words, then the words."""
    words = [_word(draw, level) for _ in range(draw.integer(*WORDS[level]))]
    return "\n".join([str(len(words)), *words]) + "\n"
