"""Basket lines of two or three fields, and coupons by name."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

GOODS = ("mug", "pen", "bag", "cap", "pin", "jar")


def generate(
    draw: SeededRandom, level: int
) -> tuple[list[tuple[str, int] | tuple[str, int, int]], list[tuple[str, int]]]:
    goods = draw.sample(GOODS, 2 + level)
    lines: list[tuple[str, int] | tuple[str, int, int]] = []
    for _ in range(draw.integer(*{1: (0, 3), 2: (4, 7), 3: (15, 17)}[level])):
        name, cents = draw.choice(goods), 50 * draw.integer(1, 9)
        lines.append((name, cents) if draw.chance(0.4) else (name, cents, draw.integer(1, 4)))
    coupons = draw.integer(*{1: (0, 2), 2: (2, 4), 3: (9, 10)}[level])
    return lines, [(draw.choice(goods), draw.choice((10, 20, 50))) for _ in range(coupons)]
