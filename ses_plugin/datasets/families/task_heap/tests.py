"""Tests of the problem: up to 800 jobs, times up to 10**9."""

from __future__ import annotations

from ses_plugin.datasets.families.task_heap.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "3\na 0 4 1\nb 1 2 5\nc 2 3 9\n",
    "2\nx 3 1 1\ny 3 2 1\n",
)


def _large(draw: SeededRandom, count: int, last: int, need: int, ranks: int) -> str:
    names = [a + b + c for a in "abcdefghij" for b in "klmnopqrst" for c in "uvwxyzab"]
    lines = [str(count)]
    for name in draw.sample(names, count):
        arrive = draw.integer(0, 5) if draw.chance(0.3) else draw.integer(0, last)
        lines.append(f"{name} {arrive} {draw.integer(1, need)} {draw.integer(1, ranks)}")
    return "\n".join(lines) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return edge cases, drawn inputs and two with many jobs and long times."""
    return [
        "1\na 0 1 1\n",
        "1\nq 7 3 2\n",
        "3\na 0 2 1\nb 3 2 1\nc 8 2 1\n",
        "3\na 2 2 1\nb 9 1 1\nc 30 5 3\n",
        "3\nz 0 3 4\ny 1 3 4\nx 2 3 4\n",
        "4\nd 5 1 2\nc 5 1 2\nb 5 1 2\na 5 1 2\n",
        "3\na 0 3 1\nb 4 1 1\nc 5 1 9\n",
        "4\nslow 0 9 1\nm 1 1 2\nk 2 1 3\nj 10 1 9\n",
        "3\nb 0 1 1\na 0 1 1\nab 0 1 1\n",
        "2\nlate 40 2 1\nearly 1 50 1\n",
        "5\ne 0 1 1000\nd 2 1 1\nc 2 1 1000\nb 1 2 5\na 6 1 5\n",
        "4\np 0 5 2\nr 3 2 7\nq 1 2 7\ns 20 1 1\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _large(draw, 800, 10**9, 10**6, 1000),
        _large(draw, 500, 10**8, 10**6, 3),
    ]
