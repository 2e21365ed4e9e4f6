"""Tests of the groups of friends."""

from __future__ import annotations

from ses_plugin.datasets.families.friend_groups.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "6 5\n1 2\n3 4\n2 3\n5 1\n6 5\n",
    "4 4\n1 2\n2 3\n3 1\n2 1\n",
)


def _random(draw: SeededRandom, people: int, pairs: int) -> str:
    lines = [f"{people} {pairs}"]
    for _ in range(pairs):
        a = draw.integer(1, people)
        b = draw.integer(1, people - 1)
        lines.append(f"{a} {b + (b >= a)}")
    return "\n".join(lines) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the tests that decide."""
    by_hand = [
        "2 0\n",
        "2 1\n2 1\n",
        "2 3\n1 2\n1 2\n2 1\n",
        "5 4\n1 2\n2 3\n3 4\n4 5\n",
        "5 6\n1 2\n2 3\n3 4\n1 4\n4 2\n3 5\n",
        "6 5\n1 2\n3 4\n4 5\n5 2\n1 6\n",
        "8 7\n1 2\n3 4\n5 6\n7 8\n2 3\n6 7\n4 5\n",
        "7 6\n7 6\n5 4\n6 5\n4 7\n3 2\n2 4\n",
        "9 8\n1 2\n3 2\n4 3\n1 5\n5 6\n7 6\n8 7\n9 8\n",
    ]
    drawn = [generate(draw, level) for level in (1, 2, 2, 3, 3, 3)]
    return [*by_hand, *drawn, _random(draw, 40, 90), _random(draw, 10000, 10000)]
