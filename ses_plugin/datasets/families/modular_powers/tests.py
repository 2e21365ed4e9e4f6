"""Tests of the problem: up to 500 queries, exponents up to 10**18."""

from __future__ import annotations

from ses_plugin.datasets.families.modular_powers.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "2\n3 2\n1 3\n",
    "1\n5 0\n",
    "3\n2 1\n1 3\n4 5\n",
)


def _large(draw: SeededRandom, count: int, low: int) -> str:
    lines = [str(count)]
    lines += [f"{draw.integer(0, 10**9)} {draw.integer(low, 10**18)}" for _ in range(count)]
    return "\n".join(lines) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return edge cases, drawn inputs and two with huge exponents."""
    return [
        "1\n0 0\n",
        "1\n0 5\n",
        "2\n0 0\n0 0\n",
        "3\n2 1\n1 3\n5 7\n",
        "1\n27 1\n",
        "1\n28 3\n",
        "1\n2 2\n",
        "1\n2 28\n",
        "1\n14 2\n",
        "1\n7 100\n",
        "3\n13 2\n27 1\n0 0\n",
        "4\n6 5\n6 5\n6 5\n6 5\n",
        "5\n14 1\n14 3\n0 4\n0 0\n27 9\n",
        "2\n1000000000 3\n999999999 4\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        "1\n1000000000 1000000000000000000\n",
        _large(draw, 100, 0),
        _large(draw, 500, 10**17),
    ]
