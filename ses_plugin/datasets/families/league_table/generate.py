"""Inputs of the league table: one match a line, a few of them void."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

MATCHES = {1: (1, 2), 2: (4, 7), 3: (16, 22)}
TEAMS = {1: (2, 2), 2: (3, 4), 3: (4, 6)}
NAMES = ["Ants", "Bats", "Crows", "Deer", "Elks", "Foxes", "Goats", "Hens", "Owls", "Yaks"]


def generate(draw: SeededRandom, level: int) -> str:
    """Return the matches."""
    names = draw.sample(NAMES, draw.integer(*TEAMS[level]))
    high = draw.choice([1, 2, 4])
    lines = []
    for _ in range(draw.integer(*MATCHES[level])):
        home, away = draw.sample(names, 2)
        mine, theirs = draw.integers(2, 0, high)
        if draw.chance(0.2):
            theirs = mine
        score = "void" if draw.chance(0.14) else f"{mine}-{theirs}"
        lines.append(f"{home} {score} {away}")
    return "\n".join(lines) + "\n"
