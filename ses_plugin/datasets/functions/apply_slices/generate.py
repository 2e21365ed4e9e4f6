"""A list and slice edits whose bounds may lie outside it."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

Op = tuple[str | int, ...]


def generate(draw: SeededRandom, level: int) -> tuple[list[int], list[Op]]:
    ops: list[Op] = []
    for _ in range(draw.integer(*{1: (1, 4), 2: (6, 10), 3: (15, 17)}[level])):
        op = draw.choice(("del", "put", "put", "rev", "rev", "step", "rot", "rot", "rot"))
        a = draw.integer(-4, 6)
        if op == "step":
            ops.append((op, a, draw.integer(2, 4)))
        elif op == "del":
            ops.append((op, a, a + draw.integer(1, 2)))
        elif op == "put":
            ops.append((op, a, draw.integer(-3, 9), *draw.integers(draw.integer(1, 3), 10, 19)))
        elif op == "rot":
            ops.append((op, a, draw.choice((9, 12, -1)), draw.integer(level, 3 * level)))
        else:
            ops.append((op, a, draw.choice((6, 9, -1))))
    return draw.integers(draw.integer(1 + level, 4 + 4 * level), 0, 9), ops
