"""Tests of the problem: texts of up to 12000 words."""

from __future__ import annotations

from ses_plugin.datasets.families.word_ranking.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "Red tea, red sun.\nTea red!\n",
    "oak a pear\nant\n",
    "A a. I!\n",
)


def _large(draw: SeededRandom) -> str:
    letters = "abcdefghijklmnopqrstuvwxyz"
    kinds = draw.sample([a + b + c for a in letters for b in letters for c in letters], 9000)
    words = kinds + [draw.choice(kinds) for _ in range(1500)] + [draw.choice("aio") for _ in range(200)]
    words = draw.shuffle(words)
    rows = [" ".join(words[i : i + 20]).capitalize() for i in range(0, len(words), 20)]
    return "".join(row + draw.choice([".", "!", "?", ""]) + "\n" for row in rows)


def private(draw: SeededRandom) -> list[str]:
    """Return edge cases, drawn inputs and a large one."""
    return [
        "\n",
        "a\n",
        "go\n",
        "GO Go gO go! go?\n",
        "tea tea ant ant sun\n",
        "Sun, sun. ant Ant! bolt oak red\n",
        "zz yy xx ww vv uu\n",
        "aa aa bb bb cc dd dd ee ee\n",
        "one one one two two three three four\nfive\n",
        "b c d b c d\nb, c. d!\n",
        "Pear. pear, PEAR! pear? mill Mill is IS on\n",
        "in inn Inn innn in i\nIN inn innn\n",
        "abcdefghijkl abcdefghijkm\nAbcdefghijkm ab\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _large(draw),
    ]
