"""Sign-up rows with missing and broken fields."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

NAMES = ["Ann", "Bo", " ", "", "Cy"]
MAILS = ["a@b.io", "ann@b", "@x.y", "bob", "", "q@x@y.z", "d@.de", "a@b.c", None]
AGES = [17, 18, 44, "30", "x", None, 120, 121, " 19", "2.5"]
Row = list[object]


def _row(draw: SeededRandom, good: float) -> Row:
    row: Row = [draw.choice(["Ann", "Bo", "Cy"] if draw.chance(good) else NAMES)]
    row.append("a@b.io" if draw.chance(good) else draw.choice(MAILS))
    row.append(draw.choice(AGES))
    return row[: draw.choice([3, 3, 3, 3, 3, 3, 2])]


def generate(draw: SeededRandom, level: int) -> tuple[list[Row]]:
    low, high = {1: (1, 1), 2: (2, 6), 3: (11, 15)}[level]
    return ([_row(draw, 0.5) for _ in range(draw.integer(low, high))],)
