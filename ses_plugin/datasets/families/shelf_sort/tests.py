"""Tests of the contest problem: books on shelves that are 10 wide."""

from __future__ import annotations

from ses_plugin.datasets.families.shelf_sort.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "rye 20 4\nfig 25 3\noak 22 2\n",
    "sun 21 6\nelm 24 7\nbud 23 3\nivy 20 2\n",
)

EDGES = (
    "a 1 1\n",
    "tome 1000 10\n",
    "b 5 10\na 5 10\nc 5 10\n",
    "b 5 5\na 5 5\nc 5 5\n",
    "zoo 9 1\nant 10 1\n",
    "nut 100 3\npea 99 3\ngum 1000 3\nhen 9 3\n",
    "c 7 1\nb 7 1\na 7 1\n",
    "ab 3 4\na 3 4\nb 3 4\naa 3 4\n",
    "e 5 9\nd 4 2\nc 3 9\nb 2 1\na 1 1\n",
    "a 1 6\nb 2 5\nc 3 5\nd 4 6\ne 5 4\n",
    "k 8 10\nj 9 1\ni 10 9\nh 11 2\ng 12 8\n",
    "m 4 1\nl 4 1\nk 4 1\nj 4 1\ni 4 1\nh 4 1\ng 4 1\nf 4 1\ne 4 1\nd 4 1\nc 4 1\nb 4 1\n",
)
_ENDS = tuple(first + second for first in "mnprst" for second in "aeiouy")


def _library(draw: SeededRandom, count: int, tall: int) -> str:
    titles = draw.sample([a + b + c for a in "bdfgkl" for b in "aeiou" for c in _ENDS], count)
    return "".join(f"{t} {draw.integer(1, tall)} {draw.integer(1, 10)}\n" for t in titles)


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    small = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    return [*EDGES, *small, _library(draw, 40, 5), _library(draw, 1000, 1000)]
