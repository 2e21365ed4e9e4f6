"""Tests of the contest problem: two desks and customers of little patience."""

from __future__ import annotations

from ses_plugin.datasets.families.queue_counter.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "1 5\n2 9\n3 4\n4 6\n",
    "0 3\n10 2\n10 8\n11 7\n",
)

EDGES = (
    "0 1\n",
    "7 1\n",
    "0 4\n0 4\n0 4\n0 4\n0 4\n",
    "0 5\n0 5\n0 5\n",
    "0 5\n0 5\n1 5\n1 5\n2 5\n",
    "0 9\n0 9\n5 1\n5 1\n6 1\n",
    "0 9\n0 9\n4 1\n5 1\n",
    "3 1\n4 1\n5 1\n6 1\n7 1\n",
    "0 2\n0 1\n5 3\n5 3\n",
    "0 1\n0 2\n5 3\n5 3\n5 3\n",
    "0 100\n1 1\n2 1\n3 50\n4 1\n50 2\n51 9\n",
    "5 10\n5 10\n11 1\n12 1\n20 4\n20 4\n20 4\n",
)


def _day(draw: SeededRandom, customers: int, gap: int, longest: int) -> str:
    now = 0
    lines = []
    for _ in range(customers):
        now += draw.integer(0, gap)
        lines.append(f"{now} {draw.integer(1, longest)}")
    return "\n".join(lines) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    small = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    days = [_day(draw, 60, 5, 12), _day(draw, 200, 2, 5), _day(draw, 2000, 900_000, 1_000_000)]
    return [*EDGES, *small, *days]
