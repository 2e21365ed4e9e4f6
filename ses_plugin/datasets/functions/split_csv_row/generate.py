"""One row with quoted and unquoted cells, sometimes an unclosed quote."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def _cell(draw: SeededRandom, sep: str) -> str:
    word = draw.word(0, 3, "abcde12")
    roll = draw.integer(0, 9)
    if roll < 3:
        return f'"{word}{sep}{draw.word(0, 2)}"'
    if roll == 3:
        return f'"{word}""{draw.word(1, 2)}"'
    if roll == 4:
        return f' {word} "{draw.word(1, 1)}"'
    if roll == 5:
        return draw.choice(['""', '"""', "  ", 'x"y', '"a"b'])
    return word


def generate(draw: SeededRandom, level: int) -> tuple[str, str]:
    low, high = {1: (1, 1), 2: (2, 4), 3: (7, 14)}[level]
    sep = draw.choice([",", ",", ";", "|"])
    return sep.join(_cell(draw, sep) for _ in range(draw.integer(low, high))), sep
