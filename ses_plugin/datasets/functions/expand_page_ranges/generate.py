"""Page range texts with steps, open ends and mistakes."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def _part(draw: SeededRandom, last: int) -> str:
    roll = draw.integer(0, 9)
    a, b = draw.integer(1, last), draw.integer(1, last + 1)
    if roll < 3:
        return str(b)
    if roll < 7:
        return f"{a}-{b}" + draw.choice(["", "", "/2", "/3"])
    if roll == 7:
        return f"{last - draw.integer(0, 4)}-"
    if roll == 8:
        return f"-{draw.integer(1, 4)}"
    return draw.choice(["", "x", "1-2-3", "2-5/0", " 3 - 5", "0"])


def generate(draw: SeededRandom, level: int) -> tuple[str, int]:
    last = {1: 4, 2: 12, 3: 45}[level]
    low, high = {1: (1, 2), 2: (3, 5), 3: (10, 15)}[level]
    return ",".join(_part(draw, last) for _ in range(draw.integer(low, high))), last
