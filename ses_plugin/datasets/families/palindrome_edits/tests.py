"""Tests of the mirror repair."""

from __future__ import annotations

from ses_plugin.datasets.families.palindrome_edits.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "2\nnoon\nlevem\n",
    "1\nabxdc\n",
    "3\nq\nke\ntet\n",
)


def private(draw: SeededRandom) -> list[str]:
    """Return the tests that decide."""
    by_hand = [
        "1\na\n",
        "1\naz\n",
        "1\nza\n",
        "2\nan\nna\n",
        "1\naa\n",
        "3\nag\naf\nah\n",
        "3\nau\nav\naw\n",
        "4\nab\nbc\nbb\nac\n",
        "2\nabcdefg\nzyxwvut\n",
        "2\nazazaz\nyayaya\n",
        "5\nz\nz\nzz\nzzz\nzazb\n",
    ]
    drawn = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    many = [draw.word(1, 12) for _ in range(100)]
    large = draw.word(15000, 15000, "abcdefghijklm") + draw.word(14999, 14999, "nopqrstuvwxyz")
    return [*by_hand, *drawn, "\n".join(["100", *many]) + "\n", f"2\n{large}\na\n"]
