"""Tests of the dials turned by ranges."""

from __future__ import annotations

from ses_plugin.datasets.families.range_updates.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "4 3\nturn 1 3 4\nturn 2 2 -1\nsum 1 2\n",
    "3 3\nsum 1 3\nturn 3 3 12\nturn 1 2 -9\n",
)


def _large(draw: SeededRandom, n: int, m: int) -> str:
    lines = [f"{n} {m}"]
    for _ in range(m):
        left, right = sorted(draw.integers(2, 1, n))
        lines.append(
            f"turn {left} {right} {draw.integer(-10000, 10000)}"
            if draw.chance(0.8)
            else f"sum {left} {right}"
        )
    return "\n".join(lines) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    return [
        "1 1\nsum 1 1\n",
        "1 1\nturn 1 1 0\n",
        "1 2\nturn 1 1 10000\nsum 1 1\n",
        "1 2\nturn 1 1 -10000\nturn 1 1 -1\n",
        "5 3\nturn 1 5 9\nsum 1 5\nsum 5 5\n",
        "5 4\nsum 1 1\nsum 2 5\nsum 1 5\nturn 2 4 -3\n",
        "3 4\nturn 1 1 5\nturn 1 1 5\nturn 2 3 -10\nsum 1 3\n",
        "6 6\nturn 1 6 1\nturn 1 5 1\nturn 1 4 1\nturn 1 3 1\nturn 1 2 1\nturn 1 1 1\n",
        "4 5\nturn 4 4 19\nturn 1 1 -19\nsum 1 4\nsum 4 4\nsum 1 1\n",
        "2 5\nturn 1 2 7\nsum 2 2\nturn 1 2 7\nsum 2 2\nsum 1 2\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _large(draw, 20, 20),
        _large(draw, 500, 500),
        _large(draw, 500, 500),
    ]
