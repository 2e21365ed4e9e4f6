"""Tests of the contest problem: groups of rivals, each split into two teams."""

from __future__ import annotations

from ses_plugin.datasets.families.two_teams.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "4 3\n1 2\n3 2\n4 2\n",
    "6 4\n1 4\n3 5\n5 6\n6 3\n",
)

EDGES = (
    "1 0\n",
    "4 0\n",
    "3 1\n3 2\n",
    "2 3\n1 2\n2 1\n1 2\n",
    "3 3\n1 2\n2 3\n3 1\n",
    "4 4\n1 2\n2 3\n3 4\n4 1\n",
    "5 5\n1 2\n2 3\n3 4\n4 5\n5 1\n",
    "5 4\n5 1\n5 2\n5 3\n5 4\n",
    "5 4\n1 2\n1 3\n1 4\n1 5\n",
    "7 6\n1 2\n2 3\n3 1\n4 5\n5 6\n6 7\n",
    "7 6\n7 6\n6 5\n5 7\n4 3\n3 2\n2 1\n",
    "8 6\n8 1\n7 2\n6 3\n5 4\n8 7\n6 5\n",
    "6 7\n1 2\n3 4\n5 6\n2 3\n4 5\n1 6\n1 4\n",
    "9 8\n2 9\n9 4\n4 7\n7 2\n1 3\n3 5\n5 1\n6 8\n",
)


def _camp(draw: SeededRandom, sizes: list[int], extra: int, odd: float) -> str:
    """Return groups of these sizes with `extra` more pairs each; `odd` is the chance of a clash."""
    people = draw.shuffle(range(1, sum(sizes) + 1))
    pairs = []
    for size in sizes:
        group, people = people[:size], people[size:]
        pairs += [(group[i], group[i - 1]) for i in range(1, size)]
        for _ in range(extra if size > 3 else 0):
            i = draw.integer(0, size - 4)
            pairs.append((group[i], group[i + 3]))
        if size > 2 and draw.chance(odd):
            pairs.append((group[-1], group[-3]))
    rows = [f"{a} {b}" for a, b in draw.shuffle(pairs)]
    return "\n".join([f"{sum(sizes)} {len(rows)}", *rows]) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    small = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    middle = _camp(draw, draw.integers(8, 1, 6), 1, 0.4)
    many = _camp(draw, draw.integers(100, 1, 5), 2, 0.3)
    return [*EDGES, *small, middle, many, _camp(draw, [300, 250, 50], 450, 0.5)]
