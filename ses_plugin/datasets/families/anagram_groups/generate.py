"""Lines of short words, many of them letter shuffles of a few bases."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

COUNT = {1: (2, 4), 2: (6, 10), 3: (24, 32)}
BASES = {1: 1, 2: 3, 3: 8}


def _shuffle(draw: SeededRandom, base: str) -> str:
    letters = draw.shuffle(base)
    if draw.chance(0.3):
        letters.append(draw.choice(letters))
    elif draw.chance(0.15):
        letters.append(draw.choice("aeo"))
    return "".join(letters)


def generate(draw: SeededRandom, level: int) -> str:
    """Return words, up to eight a line."""
    bases = [draw.word(2, 3, "aeilnorst") for _ in range(BASES[level])]
    words: list[str] = []
    for _ in range(draw.integer(*COUNT[level])):
        again = bool(words) and draw.chance(0.15)
        words.append(draw.choice(words) if again else _shuffle(draw, draw.choice(bases)))
    rows = [" ".join(words[i : i + 8]) for i in range(0, len(words), 8)]
    return "\n".join(rows) + "\n"
