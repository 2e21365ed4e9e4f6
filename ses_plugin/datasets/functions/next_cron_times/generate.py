"""A two-field schedule, a starting time and how many times to find."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

MINUTES = ["0", "*/20", "15,45", "10-12", "5/25", "30", "59", "50-58/4"]


def generate(draw: SeededRandom, level: int) -> tuple[str, tuple[int, int, int], int]:
    start = draw.integer(1, 3), draw.integer(6, 23), draw.choice([0, 15, 30, 50, 59])
    if level == 1:
        hour = start[1]
        hours = draw.choice(["*", f"{hour}-23", f"{hour},{(hour + 1) % 24}"])
        return f"{draw.choice(MINUTES)} {hours}", start, 1
    hours = draw.choice(["*/3", "8-17/2", "6-9", "22,1-3", "5-20"])
    return f"{draw.choice(MINUTES)} {hours}", start, {2: draw.integer(1, 3), 3: draw.integer(8, 14)}[level]
