"""Tests of the contest problem: an elevator with room for two."""

from __future__ import annotations

from ses_plugin.datasets.families.elevator_stops.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "1\n2\n3 1\n2 4\n",
    "3\n2\n5 1\n2 4\n",
)

EDGES = (
    "0\n1\n0 1\n",
    "0\n1\n0 -1\n",
    "5\n1\n-3 5\n",
    "-2\n2\n-5 -3\n-3 -5\n",
    "1\n4\n1 2\n1 2\n2 1\n2 1\n",
    "1\n5\n1 4\n1 4\n1 4\n1 4\n1 4\n",
    "3\n5\n1 4\n2 4\n3 4\n4 1\n4 3\n",
    "3\n6\n2 5\n2 5\n4 1\n4 1\n3 2\n3 4\n",
    "0\n4\n1 3\n2 3\n3 0\n3 5\n",
    "-200\n2\n200 -200\n-200 200\n",
    "10\n7\n9 11\n11 9\n10 8\n8 10\n10 12\n12 10\n10 9\n",
    "4\n8\n1 6\n2 6\n3 6\n4 6\n5 6\n6 1\n6 2\n6 3\n",
)


def _calls(draw: SeededRandom, count: int, low: int, high: int) -> str:
    pairs = (draw.sample(range(low, high + 1), 2) for _ in range(count))
    rows = [f"{a} {b}" for a, b in pairs]
    return "\n".join([str(draw.integer(low, high)), str(count), *rows]) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    small = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    crowds = [_calls(draw, 12, 1, 6), _calls(draw, 15, -3, 8)]
    return [*EDGES, *small, *crowds, _calls(draw, 60, -200, 200)]
