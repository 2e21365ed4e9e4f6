"""Short sentences over a small vocabulary, with capitals and punctuation."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

WORDS = ("a", "go", "tea", "ant", "red", "to", "mill", "oak", "pear", "is", "on", "bolt", "sun")
LINES = {1: (1, 2), 2: (2, 3), 3: (5, 7)}
LENGTH = {1: (1, 2), 2: (3, 6), 3: (6, 9)}
VOCABULARY = {1: 2, 2: 5, 3: 11}


def generate(draw: SeededRandom, level: int) -> str:
    """Return one sentence a line."""
    pool = draw.sample(WORDS, VOCABULARY[level])
    text = ""
    for _ in range(draw.integer(*LINES[level])):
        row = [draw.choice(pool) for _ in range(draw.integer(*LENGTH[level]))]
        if draw.chance(0.7):
            row[0] = row[0].capitalize()
        if len(row) > 2 and draw.chance(0.4):
            row[1] += ","
        text += " ".join(row) + draw.choice((".", "!", "?", "")) + "\n"
    return text
