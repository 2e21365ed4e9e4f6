"""Key presses, separated by spaces."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

KEYS = ["BS", "LEFT", "LEFT", "RIGHT", "HOME", "CUT", "PASTE", "UNDO", "PASTE", "LEFT"]


def generate(draw: SeededRandom, level: int) -> tuple[str]:
    low, high = {1: (1, 3), 2: (6, 16), 3: (24, 70)}[level]
    keys: list[str] = []
    for _ in range(draw.integer(low, high)):
        keys.append(draw.choice("abcdexyz123") if draw.chance(0.55) else draw.choice(KEYS))
    while "".join(keys).count("PASTE") > 7:
        keys.remove("PASTE")
    return (" ".join(keys),)
