"""Short byte strings with some zero bytes, and a starting state."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[bytes, int]:
    count = draw.integer(*{1: (1, 3), 2: (5, 10), 3: (18, 30)}[level])
    data = [0 if draw.chance(0.12) else draw.integer(97, 122) for _ in range(count)]
    return bytes(data), draw.integer(0, 40)
