"""Tests of the growing shift."""

from __future__ import annotations

from ses_plugin.datasets.families.letter_shift.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "1\nabc xyz\n",
    "3\nhi, now\nA-b Z7!\n",
)


def _large(draw: SeededRandom, key: int, words: int) -> str:
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    lines = [str(key)]
    for _ in range(20):
        lines.append(" ".join(draw.word(1, 9, letters) for _ in range(words)))
    return "\n".join(lines) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    return [
        "0\na\n",
        "1000\nZ\n",
        "0\n7\n",
        "25\nab AB zy ZY\n",
        "26\nz Z a A\n",
        "0\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
        "0\nb b b b b b\nc c c\nd\n",
        "5\n! a ? b . c\n-- x, y\n",
        "13\nHello World\nHello World\nHello World\n",
        "999\nTHE END. of-the 3rd DAY\n12 34\nthe-end\n",
        "2\nA a\nZ z\nM m N n\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _large(draw, draw.integer(0, 1000), 7),
        _large(draw, draw.integer(0, 1000), 160),
    ]
