"""Tests of the problem: words of up to 20000 letters."""

from __future__ import annotations

from ses_plugin.datasets.families.run_lengths.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "pack aaabcc\nopen x3yz2\n",
    "pack zzzzzz\n",
    "open k\n",
)


def _runs(draw: SeededRandom, size: int, lengths: list[int]) -> str:
    word = ""
    while len(word) < size:
        word += draw.choice("abcde") * draw.choice(lengths)
    return word[:size]


def private(draw: SeededRandom) -> list[str]:
    """Return edge cases, drawn inputs and a very long word."""
    return [
        "pack a\n",
        "pack abcdefg\n",
        "pack aaaa\npack aaaaa\n",
        "pack bbbbbbbb\n",
        "pack aaaaaaaaabbbbbbbbbc\n",
        "open a1\n",
        "open a12b10c\n",
        "open aab2b3a100\n",
        "open z1000\nopen yx20\n",
        "open a4a4a2\npack aaaaaaaaaa\n",
        "pack abab\nopen abab\npack aabb\nopen a2b2\n",
        "pack zyyx\nopen z1y2x1\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        "".join(f"open {draw.choice('pqr')}{draw.integer(1, 200)}{draw.word(1, 9)}\n" for _ in range(20)),
        f"pack {_runs(draw, 20000, [1, 2, 3, 4, 5, 9])}\nopen {'a2b' * 1000}\npack {'q' * 2000}\n",
    ]
