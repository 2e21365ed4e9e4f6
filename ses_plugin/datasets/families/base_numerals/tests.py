"""Tests of the contest problem: numerals into base 7."""

from __future__ import annotations

from ses_plugin.datasets.families.base_numerals.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "3\n10 10\n1f 16\n101 2\n",
    "2\n-12 3\n7 8\n",
)

EDGES = (
    "1\n0 2\n",
    "1\n1 2\n",
    "1\n-1 16\n",
    "1\n6 7\n",
    "1\n10 7\n",
    "1\n-66 7\n",
    "2\n5 9\n-5 9\n",
    "3\n0 10\n0 16\n0 3\n",
    "4\nff 16\nff 16\n-ff 16\n0 5\n",
    "3\nb1 12\nc 13\n-9a 11\n",
    "2\n2401 10\n2400 10\n",
    "5\n-101 2\n-201 3\n-301 4\n-401 5\n1 10\n",
)
DIGITS = "0123456789abcdef"


def _numeral(value: int, base: int) -> str:
    digits = ""
    while value:
        value, digit = divmod(value, base)
        digits = DIGITS[digit] + digits
    return digits


def _large(draw: SeededRandom, count: int) -> str:
    rows = ["1000000000 10", "-3b9aca00 16"]
    while len(rows) < count:
        base = draw.integer(2, 16)
        sign = "-" if draw.chance(0.3) else ""
        rows.append(f"{sign}{_numeral(draw.integer(1, 10**9), base)} {base}")
    return "\n".join([str(count), *rows]) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    return [*EDGES, *(generate(draw, level) for level in (1, 1, 2, 2, 3, 3)), _large(draw, 2000)]
