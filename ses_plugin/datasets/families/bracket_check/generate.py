"""Lines of brackets and letters: balanced, cut short, or with one bracket changed."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

PAIRS = ("()", "[]", "{}")
ROWS = {1: (1, 2), 2: (2, 3), 3: (3, 5)}
LENGTHS = {1: (1, 4), 2: (4, 9), 3: (8, 15)}


def _row(draw: SeededRandom, length: int) -> str:
    opened: list[str] = []
    out: list[str] = []
    for _ in range(length):
        if draw.chance(0.12):
            out.append(draw.choice("abxyz"))
        elif not opened or (len(opened) < 4 and draw.chance(0.52)):
            pair = draw.choice(PAIRS)
            opened.append(pair[1])
            out.append(pair[0])
        else:
            out.append(opened.pop())
    if draw.chance(0.55):
        out.extend(reversed(opened))
    if draw.chance(0.3):
        out[draw.integer(0, len(out) - 1)] = draw.choice("()[]{}")
    return "".join(out)


def generate(draw: SeededRandom, level: int) -> str:
    """Return the number of lines, then the lines."""
    rows = [_row(draw, draw.integer(*LENGTHS[level])) for _ in range(draw.integer(*ROWS[level]))]
    return "\n".join([str(len(rows)), *rows]) + "\n"
