"""Words for a stack machine: numbers, div, get and now and then stop."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[str]]:
    words = []
    for _ in range(draw.integer(*{1: (1, 4), 2: (7, 14), 3: (20, 24)}[level])):
        kind = draw.integer(0, 11)
        words.append("div" if kind < 3 else "get" if kind < 5 else str(draw.integer(0, 6)))
    if level < 3 and draw.chance(0.3):
        words[draw.integer(len(words) // 2, len(words) - 1)] = "stop"
    if words[0] == "get":
        words[0] = "7"
    return (words,)
