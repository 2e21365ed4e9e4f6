"""A result table with many ties."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

NAMES = ("Ada", "Ben", "Cleo", "Dov", "Eve", "Finn", "Gia", "Hugo", "Ines", "Jan", "Kai", "Lux")


def generate(draw: SeededRandom, level: int) -> tuple[list[tuple[str, int, int, int]]]:
    count = draw.integer(*{1: (1, 2), 2: (4, 8), 3: (11, 12)}[level])
    rows = []
    for name in draw.sample(NAMES, count):
        rows.append((name, draw.integer(0, 3), draw.integer(0, 4), draw.integer(0, 5)))
    return (rows,)
