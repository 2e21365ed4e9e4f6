"""Inputs of the calendar: a date with its day of the week, then steps in days."""

from __future__ import annotations

from datetime import date

from ses_plugin.datasets.seeded_random import SeededRandom

STEPS = {1: (1, 1), 2: (2, 4), 3: (9, 16)}
DAYS = {1: (2, 8), 2: (5, 20), 3: (5, 28)}
NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def generate(draw: SeededRandom, level: int) -> str:
    """Return the date line and the line of steps."""
    year = draw.choice([1900, 2100, 2100, 1900, 2000, 2024, 2023])
    month = draw.choice([2, 2, 2, 2, 12, draw.integer(1, 12)])
    if level == 3 and month == 2:
        month = draw.choice([1, 1, 2, 12])
        year -= month == 12
    day = draw.integer(21, 28) if draw.chance(0.75) else draw.integer(1, 28)
    first = date(year, month, day)
    steps = draw.integers(draw.integer(*STEPS[level]), *DAYS[level])
    return f"{first.isoformat()} {NAMES[first.weekday()]}\n{' '.join(map(str, steps))}\n"
