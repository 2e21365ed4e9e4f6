"""Tests of the tired climber."""

from __future__ import annotations

from ses_plugin.datasets.families.stair_climb.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "1\n4\n",
    "1\n6 2 5\n",
)


def _tall(draw: SeededRandom, height: int, broken: int) -> str:
    return " ".join(map(str, [height, *draw.sample(range(1, height + 1), broken)]))


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    return [
        "1\n1\n",
        "2\n1 1\n2 1\n",
        "3\n3\n2\n1\n",
        "2\n3 1 2\n3 2 1 3\n",
        "2\n6 1 2\n6 4 5\n",
        "2\n7 2 4 5\n7\n",
        "3\n5 5\n5 4\n5\n",
        "1\n8 1 2 4 5\n",
        "2\n10 3 6 9\n10 10 1\n",
        "2\n12 2 3 4\n12 1 2 3\n",
        "1\n16 15 2 9\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        "2\n60\n48\n",
        "\n".join(["10", *(_tall(draw, draw.integer(45, 60), draw.integer(0, 6)) for _ in range(10))]) + "\n",
    ]
