"""A query and names that resemble it more or less."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

STEMS = ["anna", "banana", "ann a", "nab", "b-an", "hannah", "Bana Nab", ""]


def generate(draw: SeededRandom, level: int) -> tuple[str, list[str], int]:
    if level == 1:
        return draw.word(1, 2, "an"), [draw.word(1, 2, "an!")], draw.choice([100, 300, 700])
    low, high = {2: (1, 2), 3: (5, 7)}[level]
    query = draw.choice(["ana", "nab", "an", "bana"] if level == 2 else STEMS[:-1])
    names = [draw.choice(STEMS[2:5] if level == 2 else STEMS) for _ in range(draw.integer(low, high))]
    names = [name + draw.word(0, 2, "ban") for name in names]
    return query, names, draw.choice([0, 200, 300, 400])
