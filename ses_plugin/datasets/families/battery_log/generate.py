"""Inputs of the battery log: charge readings in percent, "--" where one is missing."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

READINGS = {1: (2, 3), 2: (7, 13), 3: (28, 55)}
PER_LINE = 12


def generate(draw: SeededRandom, level: int) -> str:
    """Return the readings, twelve a line."""
    words: list[str] = []
    charge = draw.integer(12, 40) if level < 3 else draw.integer(20, 90)
    falling = True
    for index in range(draw.integer(*READINGS[level])):
        if index and draw.chance(0.15):
            words.append("--")
            continue
        words.append(str(charge))
        if charge < 12 or draw.chance(0.25):
            falling = False
        elif charge > 45 or draw.chance(0.4):
            falling = True
        charge += -draw.integer(1, 12) if falling else draw.integer(2, 15)
        if draw.chance(0.15):
            charge = 19 + draw.integer(0, 2)
        charge = min(100, max(1, charge))
    lines = [" ".join(words[i : i + PER_LINE]) for i in range(0, len(words), PER_LINE)]
    return "\n".join(lines) + "\n"
