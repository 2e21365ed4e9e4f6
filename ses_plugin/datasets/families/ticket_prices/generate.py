"""Orders at a ticket booth: a count, then one `age tickets` line per order."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

ORDERS = {1: (2, 3), 2: (4, 6), 3: (19, 22)}
EDGES = (11, 12, 13, 64, 65, 66)


def generate(draw: SeededRandom, level: int) -> str:
    """Return one day of orders; many ages lie at the edge of a price class."""
    most = 3 if level == 1 else 5
    lines = []
    for _ in range(draw.integer(*ORDERS[level])):
        age = draw.choice(EDGES) if draw.chance(0.5) else draw.integer(3, 90)
        lines.append(f"{age} {draw.integer(1, most)}")
    return "\n".join([str(len(lines)), *lines]) + "\n"
