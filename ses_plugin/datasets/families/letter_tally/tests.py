"""Tests of the letter count."""

from __future__ import annotations

from ses_plugin.datasets.families.letter_tally.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "e\n4\nEve never ate Cheese\n",
    "o\n2\nblue sky\n",
)


def private(draw: SeededRandom) -> list[str]:
    """Return the tests that decide."""
    by_hand = [
        "a\n1\na\n",
        "a\n1\nA\n",
        "a\n1\nb\n",
        "z\n1\nZzzzZzzzzZ\n",
        "m\n3\nsum mum Mom\n",
        "m\n3\nsum Mom mum\n",
        "t\n5\ntea tea Tea eat TT\n",
        "s\n4\nThis is SO easy\n",
        "b\n3\nA C D\n",
        "i\n6\nI see MISSISSIPPI in Iris iii\n",
        "x\n3\nX x xX\n",
    ]
    drawn = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    words = [draw.word(1, 6, "abcdeABE") for _ in range(5999)]
    large = f"e\n6000\n{' '.join(words)} eeEEeeEbee\n"
    return [*by_hand, *drawn, large]
