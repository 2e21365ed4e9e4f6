"""Filter expressions, sometimes with a character that ends the scan."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def _test(draw: SeededRandom) -> str:
    left = draw.choice(["age", "x_1", "name", "n"])
    op = draw.choice(["<", "<=", "=", "!=", ">", ">="])
    right = draw.choice([str(draw.integer(0, 99)), "'ok'", "''", "'a b'", "limit"])
    gap = draw.choice(["", " "])
    text = f"{left}{gap}{op}{gap}{right}"
    if draw.chance(0.3):
        text = f"({text})"
    if draw.chance(0.15):
        text = "not " + text
    return f"({text}" if draw.chance(0.1) else text


def generate(draw: SeededRandom, level: int) -> tuple[str]:
    if level == 1:
        tail = draw.choice(["", "", "<5", ">='b'", " !", "= (", ")", " not"])
        return (draw.choice(["(", "", "not ", "'"]) + draw.choice(["age", "n", "7", "x_1", "'a'"]) + tail,)
    low, high = {2: (1, 2), 3: (4, 7)}[level]
    text = _test(draw)
    for _ in range(draw.integer(low, high) - 1):
        text += draw.choice([" and ", " or ", " and not "]) + _test(draw)
    if draw.chance(0.15):
        text += draw.choice([" !", " 'x", "  ", "$1", "9a"])
    return (text,)
