"""A short sentence and a key word."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[str, str, int, bool]:
    low, high = {1: (1, 3), 2: (7, 13), 3: (24, 50)}[level]
    letters = "abcdefghijklmnopqrstuvwxyzAEZYQ 0.-"
    key = draw.choice(["b", "Key", "az", "c-3", "lemon", "42"])
    return draw.word(low, high, letters), key, draw.integer(3, 6), draw.chance(0.4)
