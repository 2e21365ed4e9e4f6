"""Tests of the problem: words, up to 8000 of them."""

from __future__ import annotations

from ses_plugin.datasets.families.anagram_groups.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "listen dog tea\nate silent eat\n",
    "on no sun on\nsun\n",
    "a\n",
)


def _large(draw: SeededRandom) -> str:
    words: list[str] = []
    for _ in range(4800):
        base = draw.word(6, 6)
        words += ["".join(draw.shuffle(base)) for _ in range(draw.choice([1, 1, 2, 3]))]
    words = draw.shuffle(words)[:7900]
    words += draw.sample(words, 100)
    return "".join(" ".join(words[i : i + 20]) + "\n" for i in range(0, len(words), 20))


def private(draw: SeededRandom) -> list[str]:
    """Return edge cases, drawn inputs and a large one."""
    return [
        "\n",
        "z z z z\n",
        "aab abb bba baa aba\n",
        "ab aabb abab ba\nbbaa aab\n",
        "ab cd ba dc\nef fe\n",
        "ef cd ab\nba dc fe\nxyz zyx yxz\n",
        "no no on on no\n",
        "abcdefghijkl lkjihgfedcba abcdefghijkk\n",
        "a b c d e f g\na b c\n",
        "stop pots tops opts post spot\nspots\ntea\neat\nate\nstops\n",
        "aaa aa a\naa aaa aaaa\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _large(draw),
    ]
