"""Tests of filling lines with a hanging indent."""

from __future__ import annotations

from ses_plugin.datasets.families.text_wrap.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "9\nthe old cat sat on my red mat\n",
    "8\nexceedingly so\nyes\n",
)


def _text(draw: SeededRandom, paragraphs: int, words: int, longest: int) -> str:
    lines = [" ".join(draw.word(1, longest) for _ in range(words)) for _ in range(paragraphs)]
    return "\n".join(lines) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the tests that decide."""
    by_hand = [
        "3\na\n",
        "3\na b\n",
        "3\na b c d\n",
        "3\nab c d ef\n",
        "5\nabcde fgh ij k\n",
        "5\nabcdef ghij klm\n",
        "7\nabc def ghi jkl\n",
        "7\nabc de fg hi j\n",
        "8\nabc def gh ijk lm\nab\nabcdefgh i\n",
        "6\naaaaaaaaaa bbbbbbbbbb cccccccccc\n",
        "20\none\ntwo three\nfour five six\n",
        "100000\nso much room for so few words\n",
    ]
    drawn = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    middling = "25\n" + _text(draw, 10, 60, 9)
    large = "90000\n" + _text(draw, 1, 28000, 2)
    return [*by_hand, *drawn, middling, large]
