"""Inputs of the service counter: arrival and length of service, in order of arrival."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

CUSTOMERS = {1: (2, 3), 2: (5, 9), 3: (17, 24)}


def generate(draw: SeededRandom, level: int) -> str:
    """Return one customer a line."""
    gap = draw.choice([2, 3, 4])
    longest = draw.choice([6, 8, 10])
    now = draw.integer(0, 3)
    lines = []
    for _ in range(draw.integer(*CUSTOMERS[level])):
        lines.append(f"{now} {draw.integer(2, longest)}")
        if not draw.chance(0.25):
            now += draw.integer(1, gap)
        if draw.chance(0.1):
            now += 9
    return "\n".join(lines) + "\n"
