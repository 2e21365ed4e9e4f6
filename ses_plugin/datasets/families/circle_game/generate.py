"""Inputs of the circle game: the number of games, then a first count and players for each."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

GAMES = {1: (1, 2), 2: (2, 3), 3: (3, 4)}
PLAYERS = {1: (2, 3), 2: (3, 5), 3: (5, 8)}


def generate(draw: SeededRandom, level: int) -> str:
    """Return the games, one a line after their number."""
    lines = []
    count = draw.integer(2, 3)
    for _ in range(draw.integer(*GAMES[level])):
        players = draw.sample("ABCDEFGHKLMNPRST", draw.integer(*PLAYERS[level]))
        if draw.chance(0.05):
            players = players[:2]
        if level > 1 and draw.chance(0.5):
            count = draw.integer(1, 4)
        lines.append(" ".join([str(count), *players]))
    return "\n".join([str(len(lines)), *lines]) + "\n"
