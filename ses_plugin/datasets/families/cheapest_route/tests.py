"""Tests of the cheapest routes."""

from __future__ import annotations

from ses_plugin.datasets.families.cheapest_route.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "4 3 1\n1 2 5\n2 3 4\n1 3 10\n",
    "3 1 2\n1 2 7\n",
)


def _random(draw: SeededRandom, towns: int, roads: int, price: int) -> str:
    pairs: dict[tuple[int, int], int] = {}
    for town in range(2, towns):  # the last town stays alone, unless a drawn road finds it
        pairs[draw.integer(max(1, town - 12), town - 1), town] = draw.integer(1, price)
    while len(pairs) < roads:
        a, b = sorted(draw.integers(2, 1, towns))
        if a != b:
            pairs[a, b] = draw.integer(1, price)
    lines = [f"{a} {b} {p}" if draw.chance(0.5) else f"{b} {a} {p}" for (a, b), p in pairs.items()]
    return "\n".join([f"{towns} {len(lines)} {draw.integer(1, towns - 1)}", *lines]) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the tests that decide."""
    by_hand = [
        "1 0 1\n",
        "5 0 3\n",
        "2 1 2\n2 1 1000\n",
        "3 3 1\n1 2 10\n1 3 1\n3 2 7\n",  # the same cost both ways
        "3 3 1\n1 2 10\n1 3 1\n3 2 6\n",
        "5 4 5\n5 4 1\n4 3 1\n3 2 1\n2 1 1\n",
        "4 4 1\n1 4 3\n1 3 3\n1 2 3\n2 3 1\n",
        "6 6 2\n1 2 9\n2 3 1\n3 4 1\n4 1 1\n5 6 1\n1 3 20\n",
        "4 6 4\n1 2 1\n1 3 50\n1 4 90\n2 3 1\n2 4 60\n3 4 2\n",
    ]
    drawn = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    chain = [f"{town} {town + 1} {draw.integer(1, 9)}" for town in range(1, 60)]
    long_chain = "\n".join(["60 59 30", *draw.shuffle(chain)]) + "\n"
    return [*by_hand, *drawn, long_chain, _random(draw, 30, 60, 5), _random(draw, 400, 1500, 1000)]
