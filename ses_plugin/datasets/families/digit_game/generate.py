"""Inputs for digit_game: a count, then rows of digits with many equal neighbours."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

LENGTH = {1: (2, 4), 2: (4, 8), 3: (9, 16)}
GAMES = {1: (1, 1), 2: (1, 2), 3: (2, 3)}


def row(draw: SeededRandom, size: int) -> str:
    pool = draw.choice(["124", "1248", "36", "05", "1379", "0123456789"])
    text = draw.choice(pool)
    while len(text) < size:
        text += text[-1] if draw.chance(0.4) else draw.choice(pool)
    return text


def generate(draw: SeededRandom, level: int) -> str:
    games = draw.integer(*GAMES[level])
    rows = [row(draw, draw.integer(*LENGTH[level])) for _ in range(games)]
    return f"{games}\n" + "\n".join(rows) + "\n"
