"""Tests of the contest problem: a parcel that rests on weekends."""

from __future__ import annotations

from datetime import date

from ses_plugin.datasets.families.calendar_days.generate import NAMES, generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "2024-02-26 Mon\n3 1 5\n",
    "2023-12-28 Thu\n2 40\n",
)

EDGES = (
    (2023, 3, 6, [1]),
    (2024, 2, 28, [1, 1]),
    (2023, 2, 28, [1]),
    (1900, 2, 28, [1, 300]),
    (2000, 2, 28, [1, 1, 364]),
    (2100, 2, 26, [7, 7]),
    (2024, 2, 29, [300, 66]),
    (2024, 6, 1, [7]),
    (2024, 6, 2, [6, 7, 7]),
    (2024, 12, 31, [1]),
    (2021, 12, 31, [1, 30, 31]),
    (1600, 1, 1, [300] * 20),
    (2200, 12, 31, [1] * 25),
    (1999, 11, 29, [31, 31, 31, 29, 30]),
)


def _text(first: date, steps: list[int]) -> str:
    return f"{first.isoformat()} {NAMES[first.weekday()]}\n{' '.join(map(str, steps))}\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    edges = [_text(date(year, month, day), steps) for year, month, day, steps in EDGES]
    small = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    far = _text(date(2096, 1, 30), draw.integers(4500, 200, 300))
    return [*edges, *small, far]
