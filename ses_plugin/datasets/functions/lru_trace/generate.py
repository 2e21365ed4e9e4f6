"""Keys asked of a cache, with some locality."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[int]]:
    keys: list[int] = []
    for _ in range(draw.integer(*{1: (1, 3), 2: (5, 12), 3: (22, 45)}[level])):
        near = keys[-4:]
        keys.append(draw.choice(near) if near and draw.chance(0.45) else draw.integer(1, 9))
    return (keys,)
