"""Inputs for the two teams."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SIZES = {1: (2, 4), 2: (4, 7), 3: (12, 18)}


def generate(draw: SeededRandom, level: int) -> str:
    count = draw.integer(*SIZES[level])
    people = draw.shuffle(range(1, count + 1))
    pairs: list[tuple[int, int]] = []
    start = 0
    while start < count:
        size = draw.integer(1, min(count - start, 2 + level))
        block = people[start : start + size]
        start += size
        star = draw.chance(0.5)
        if star:
            block.sort(reverse=draw.chance(0.2))
        for i in range(1, size):
            pairs.append((block[i], block[0 if star else draw.integer(max(0, i - 2), i - 1)]))
        if size > 2 and draw.chance(0.5):
            pairs.append((block[2], block[draw.integer(0, 1)]))
    lines = [f"{count} {len(pairs)}"] + [f"{a} {b}" for a, b in draw.shuffle(pairs)]
    return "\n".join(lines) + "\n"
