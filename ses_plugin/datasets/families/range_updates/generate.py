"""Inputs for the dials turned by ranges."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SIZES = {1: ((1, 3), (1, 1), (1, 1)), 2: ((4, 7), (2, 4), (1, 3)), 3: ((14, 22), (10, 15), (4, 7))}


def generate(draw: SeededRandom, level: int) -> str:
    dial_range, turn_range, sum_range = SIZES[level]
    count = draw.integer(*dial_range)
    lines = []
    for kind, many in (("turn", draw.integer(*turn_range)), ("sum", draw.integer(*sum_range))):
        for _ in range(many):
            left, right = sorted(draw.integers(2, 1, count))
            if draw.chance(0.15):
                left, right = 1, count
            by = f" {draw.choice([-1, 1, 1]) * draw.integer(1, 9)}" if kind == "turn" else ""
            lines.append(f"{kind} {left} {right}{by}")
    if draw.chance(0.3):
        lines = draw.shuffle(lines)
    return "\n".join([f"{count} {len(lines)}", *lines]) + "\n"
