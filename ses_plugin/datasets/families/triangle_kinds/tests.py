"""Tests of the kinds of triangles."""

from __future__ import annotations

from ses_plugin.datasets.families.triangle_kinds.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "3\n3 4 5\n2 2 2\n5 5 3\n",
    "2\n9 2 3\n1 4 4\n",
)


def _rows(draw: SeededRandom, count: int, most: int) -> str:
    rows = [" ".join(map(str, draw.integers(3, 1, most))) for _ in range(count)]
    return "\n".join([str(count), *rows]) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    return [
        "1\n1 1 1\n",
        "1\n1000000 1000000 1000000\n",
        "3\n1 2 3\n3 1 2\n2 3 1\n",
        "3\n5 5 8\n5 8 5\n8 5 5\n",
        "3\n4 4 8\n4 8 4\n8 4 4\n",
        "3\n1 1 5\n1 5 1\n5 1 1\n",
        "3\n7 9 11\n11 9 7\n9 11 7\n",
        "2\n1000000 1 1000000\n1 1000000 999999\n",
        "4\n2 3 4\n2 3 5\n2 3 6\n3 3 3\n",
        "5\n6 6 6\n6 6 6\n6 6 7\n6 7 6\n7 6 6\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _rows(draw, 100, 1000000),
        _rows(draw, 12000, 9),
    ]
