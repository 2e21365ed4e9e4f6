"""Tests of the ticket prices."""

from __future__ import annotations

from ses_plugin.datasets.families.ticket_prices.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "3\n30 2\n8 2\n70 3\n",
    "2\n65 4\n11 4\n",
)


def _orders(draw: SeededRandom, count: int, most: int) -> str:
    lines = [f"{draw.integer(0, 120)} {draw.integer(1, most)}" for _ in range(count)]
    return "\n".join([str(count), *lines]) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    return [
        "0\n",
        "1\n0 1\n",
        "1\n120 5\n",
        "4\n11 1\n12 1\n64 1\n65 1\n",
        "2\n12 4\n12 4\n",
        "5\n40 1\n40 1\n40 1\n40 1\n40 1\n",
        "3\n20 5\n70 5\n5 5\n",
        "2\n50 100\n8 100\n",
        "3\n66 1\n10 3\n35 2\n",
        "6\n9 4\n30 4\n65 4\n9 4\n30 4\n65 4\n",
        "4\n64 9\n65 9\n12 9\n11 9\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _orders(draw, 60, 100),
        _orders(draw, 3000, 100),
    ]
