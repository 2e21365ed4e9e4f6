"""Tests of the contest problem: the words of each line in reverse order."""

from __future__ import annotations

from ses_plugin.datasets.families.reversed_words.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "2\nred green blue\nhello world\n",
    "3\nsun\ntea or milk\nup up down\n",
)

EDGES = (
    "1\na\n",
    "1\na b\n",
    "1\none two three four\n",
    "2\na\nb\n",
    "2\na a a\nb b\n",
    "3\nlevel noon level\nabc cba\nxy yx xy yx\n",
    "1\nabcdefghij jihgfedcba\n",
    "4\na b c d e\nf g h i\nj k l\nm n\n",
    "5\nz\ny z\nx y z\nw x y z\nv w x y z\n",
    "3\nthe cat sat on the mat\nthe mat sat on the cat\nno\n",
    "1\na b c d e f g h i j k l m n o p q r s t u v w x y z\n",
    "6\nsame\nsame same\nsame same same\nsame\nnot same\nsame\n",
)


def _label(draw: SeededRandom, count: int, longest: int) -> str:
    return " ".join(draw.word(1, longest) for _ in range(count))


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    small = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    hundred = "\n".join(["100", *(_label(draw, draw.integer(1, 9), 6) for _ in range(100))]) + "\n"
    return [*EDGES, *small, hundred, f"1\n{_label(draw, 20000, 3)}\n"]
