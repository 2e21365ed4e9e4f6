"""Tests of the problem: a line of up to 100000 characters."""

from __future__ import annotations

from ses_plugin.datasets.families.vowel_count.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "The old house\n",
    "tea, 2 cups!\n",
    "\n",
)


def _large(draw: SeededRandom) -> str:
    consonants = "".join(draw.choice("bcdfgBCD. 7") for _ in range(25000))
    return consonants + "".join(draw.choice("aeiou") for _ in range(25000)) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return edge cases, drawn inputs and a long line."""
    return [
        "a\n",
        "Z\n",
        "E\n",
        "yY\n",
        "   \n",
        "12345 67!\n",
        "AEIOU aeiou\n",
        "bcdfghjklmnpqrstvwxyz\n",
        "THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG\n",
        "Every year, Otto buys 3 yellow umbrellas.\n",
        " leading and trailing \n",
        "a_b-c(d)e'f\"g;h:i@j#k\n",
        "aaaaaaaaaaaaaaaaaaaaaaaaa\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _large(draw),
    ]
