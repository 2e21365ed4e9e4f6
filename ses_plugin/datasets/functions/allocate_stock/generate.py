"""A small stock and a run of orders, some for unknown goods."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SKUS = ("P1", "P2", "Q7", "R3", "Z9")


def generate(draw: SeededRandom, level: int) -> tuple[dict[str, int], list[tuple[str, int]]]:
    kinds = {1: 2, 2: 3, 3: 4}[level]
    names = draw.sample(SKUS, kinds)
    stock = {name: draw.integer(0, 4 + 6 * level) for name in names}
    asked = [*names, draw.choice(SKUS)]
    count = draw.integer(*{1: (1, 4), 2: (6, 12), 3: (19, 23)}[level])
    return stock, [(draw.choice(asked), draw.integer(1, 6)) for _ in range(count)]
