"""Daily readings of rain gauges: one `name reading reading ...` line per gauge."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SIZES = {1: ((1, 2), (2, 3)), 2: ((2, 3), (4, 6)), 3: ((5, 7), (7, 9))}
NAMES = ("hill", "dam", "port", "mill", "farm", "gate", "pier", "yard")


def generate(draw: SeededRandom, level: int) -> str:
    """Return the gauges; `x` is a missing reading."""
    gauges, days = SIZES[level]
    lines = []
    for name in draw.sample(NAMES, draw.integer(*gauges)):
        most = 0 if draw.chance(0.08) else draw.integer(3, 9)
        row = ["x" if draw.chance(0.12) else str(draw.integer(0, most)) for _ in range(draw.integer(*days))]
        lines.append(" ".join([name, *row]))
    return "\n".join(lines) + "\n"
