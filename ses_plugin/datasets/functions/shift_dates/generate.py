"""A date near a month end and a list of steps."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def _step(draw: SeededRandom, level: int) -> str:
    unit = draw.choice("dddmmy")
    if draw.chance(0.1):
        return "eom"
    size = draw.integer(1, {1: 20, 2: 45, 3: 100}[level]) if unit == "d" else draw.integer(1, 14)
    return f"{draw.choice('++-')}{size}{unit}"


def generate(draw: SeededRandom, level: int) -> tuple[tuple[int, int, int], list[str]]:
    low, high = {1: (1, 2), 2: (3, 5), 3: (11, 18)}[level]
    year = draw.choice([1900, 2000, 2023, 2024, 2024, 2100])
    start = (year, draw.choice([1, 2, 2, 3, 12]), draw.choice([1, 15, 27, 28]))
    return start, [_step(draw, level) for _ in range(draw.integer(low, high))]
