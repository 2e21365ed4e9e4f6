"""A word and a list of operations with small operands."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

OPS = ("set", "clear", "flip", "rol", "shr", "count")


def generate(draw: SeededRandom, level: int) -> tuple[int, list[tuple[str, int]]]:
    count = draw.integer(*{1: (1, 4), 2: (7, 12), 3: (23, 27)}[level])
    ops = []
    for _ in range(count):
        op = draw.choice(OPS)
        ops.append((op, draw.integer(1, {"flip": 300, "rol": 2 + 2 * level, "shr": 3}.get(op, 11))))
    return draw.integer(0, 255), ops
