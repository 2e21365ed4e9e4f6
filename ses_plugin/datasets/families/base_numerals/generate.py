"""Numerals in bases from 2 to 16, some negative, some zero."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

ROWS = {1: (1, 1), 2: (2, 3), 3: (7, 10)}
DIGITS = "0123456789abcdef"


def _row(draw: SeededRandom, level: int) -> str:
    base = draw.choice((2, 3, 4, 9, 10, 12, 13, 16))
    if draw.chance(0.15):
        return f"0 {base}"
    longest = min(level + 1, 3) if base > 9 else level + 2
    first = draw.choice(DIGITS[1:base])
    rest = draw.word(0, longest - 1, DIGITS[:base])
    return ("-" if draw.chance(0.3) else "") + f"{first}{rest} {base}"


def generate(draw: SeededRandom, level: int) -> str:
    """Return the number of numerals, then each with its base."""
    rows = [_row(draw, level) for _ in range(draw.integer(*ROWS[level]))]
    return "\n".join([str(len(rows)), *rows]) + "\n"
