"""Inputs for small_knapsack: item count and room, then weight and value of each item."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

ITEMS = {1: (1, 2), 2: (3, 4), 3: (5, 6)}
ROOM = {1: (3, 7), 2: (6, 11), 3: (15, 24)}


def generate(draw: SeededRandom, level: int) -> str:
    n = draw.integer(*ITEMS[level])
    room = draw.integer(*ROOM[level])
    lines = [f"{n} {room}"]
    for _ in range(n):
        weight = draw.integer(1, max(2, room // 2))
        value = weight + draw.integer(1, 5)  # bulky items have the poorer ratio
        lines.append(f"{weight} {value}")
    return "\n".join(lines) + "\n"
