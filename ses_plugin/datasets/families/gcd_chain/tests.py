"""Tests of the gcd and lcm of ranges."""

from __future__ import annotations

from ses_plugin.datasets.families.gcd_chain.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "3 3\n4 6 9\ngcd 1 2\nlcm 2 3\ngcd 3 3\n",
    "2 4\n12 18\ngcd 1 2\nset 1 25\nlcm 1 2\ngcd 1 2\n",
)


def _large(draw: SeededRandom, unit: int, low: int) -> str:
    n = q = 300
    lines = [f"{n} {q}", " ".join(str(unit * draw.integer(low, 10000 // unit)) for _ in range(n))]
    for _ in range(q):
        if draw.chance(0.1):
            lines.append(f"set {draw.integer(1, n)} {unit * draw.integer(low, 10000 // unit)}")
        else:
            kind = "gcd" if draw.chance(0.8) else "lcm"
            lines.append(f"{kind} {draw.integer(1, 40)} {draw.integer(250, n)}")
    return "\n".join(lines) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    return [
        "1 1\n1\ngcd 1 1\n",
        "1 3\n10000\nlcm 1 1\ngcd 1 1\nset 1 1\n",
        "1 4\n200\nlcm 1 1\nset 1 201\nlcm 1 1\ngcd 1 1\n",
        "3 2\n5 6 7\nset 3 1\nset 1 10000\n",
        "4 6\n8 25 3 67\nlcm 1 2\nlcm 3 4\nlcm 1 3\ngcd 1 4\nlcm 2 2\ngcd 2 2\n",
        "5 5\n7 7 7 7 7\ngcd 1 5\nlcm 1 5\nset 5 14\nlcm 1 5\ngcd 4 5\n",
        "3 4\n4 6 10\nlcm 1 3\ngcd 1 3\nlcm 2 3\nlcm 1 2\n",
        "4 5\n2 3 5 7\nlcm 1 3\nlcm 1 4\nset 4 6\nlcm 1 4\ngcd 3 4\n",
        "3 5\n9973 9967 2\ngcd 1 2\nlcm 1 2\nset 2 9973\ngcd 1 2\ngcd 1 3\n",
        "6 6\n12 24 36 48 60 1\ngcd 1 5\ngcd 1 6\nlcm 1 3\nset 6 9000\ngcd 5 6\nlcm 5 6\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _large(draw, 1, 1),
        _large(draw, 12, 3),
    ]
