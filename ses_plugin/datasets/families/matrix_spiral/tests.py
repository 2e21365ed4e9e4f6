"""Tests of the contest problem: a sheet turned about and read along a spiral."""

from __future__ import annotations

from ses_plugin.datasets.families.matrix_spiral.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "R\n1 2 3\n4 5 6\n",
    "MK\n5 1 4\n2 8 8\n3 9 7\n",
)

EDGES = (
    "K\n5\n",
    "R\n-1000\n",
    "K\n1 2 3 4\n",
    "T\n1 2 3 4\n",
    "R\n4\n3\n2\n1\n",
    "M\n7 7 7\n",
    "K\n1 2\n3 4\n",
    "RRRR\n1 2 3\n4 5 6\n7 8 9\n10 11 12\n",
    "RT\n1 2 3\n4 5 6\n7 8 9\n",
    "TR\n1 2 3\n4 5 6\n7 8 9\n",
    "KMRTMKRTRMTT\n1 -2 3 -4\n-5 6 -7 8\n",
    "K\n1 2 3 4 5\n6 7 8 9 10\n11 12 13 14 15\n",
    "K\n1 2 3\n4 5 6\n7 8 9\n10 11 12\n13 14 15\n",
    "RM\n1000 -1000\n0 0\n-1000 1000\n",
)


def _sheet(draw: SeededRandom, ops: str, rows: int, cols: int, high: int) -> str:
    lines = [" ".join(map(str, draw.integers(cols, 0, high))) for _ in range(rows)]
    return "\n".join([ops, *lines]) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    small = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    middle = _sheet(draw, "RMTR", 7, 12, 99)
    return [*EDGES, *small, middle, _sheet(draw, "RMTRRKMTRTMR", 180, 179, 9)]
