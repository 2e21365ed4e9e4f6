"""Tests of the heaviest common subsequence."""

from __future__ import annotations

from ses_plugin.datasets.families.common_subsequence.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "table\ncable\n",
    "xbca\nbcxa\n",
    "moss\npig\n",
)


def private(draw: SeededRandom) -> list[str]:
    """Return the tests that decide."""
    by_hand = [
        "a\na\n",
        "a\nb\n",
        "z\nzzzz\n",
        "abcd\ndcba\n",
        "bcd\ndcb\n",
        "bcda\nabcd\n",
        "ccc\ncccccc\n",
        "aeiou\nuoiea\n",
        "bbab\nabbb\n",
        "kalimba\nmarimba\n",
        "edcba\nabcde\n",
        "zyx\nabc\n",
    ]
    drawn = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    large = [
        f"{draw.word(300, 300, 'abcdegim')}\n{draw.word(300, 300, 'abcdegim')}\n",
        f"{draw.word(280, 300)}\n{draw.word(250, 290)}\n",
    ]
    return [*by_hand, *drawn, *large]
