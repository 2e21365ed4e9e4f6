"""One line of key=value pairs, some quoted."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def _pair(draw: SeededRandom, size: int) -> str:
    key = draw.choice(["at", "ms", "to", "n", "at"])
    roll = draw.integer(0, 9)
    word = draw.word(0, size, "abc17./")
    if roll < 3:
        return f'{key}="{word} {draw.word(0, 2)}"'
    if roll == 3:
        return key
    if roll == 4:
        return draw.choice(['q="a\\"b"', "=x", 'm="', "k=a=b", 'w="\\\\"', "  "])
    return f"{key}={word}"


def generate(draw: SeededRandom, level: int) -> tuple[str]:
    if level == 1:
        return (draw.choice(["a", "", "ok"]) + draw.choice(["=", "", ' n="']) + draw.word(0, 3, "12x"),)
    low, high = {2: (1, 3), 3: (5, 10)}[level]
    size = 4 if level == 2 else 7
    return (" ".join(_pair(draw, size) for _ in range(draw.integer(low, high))),)
