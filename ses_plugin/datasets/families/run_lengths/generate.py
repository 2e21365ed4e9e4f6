"""Words to pack and run-length codes to open."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

LINES = {1: (1, 1), 2: (2, 3), 3: (6, 8)}
RUNS = {1: (1, 2), 2: (2, 4), 3: (3, 5)}


def _line(draw: SeededRandom, level: int) -> str:
    opening = draw.chance(0.45)
    word = ""
    last = ""
    for _ in range(draw.integer(*RUNS[level])):
        last = draw.choice([c for c in "abcxyz" if c != last or opening])
        if not opening:
            word += last * draw.choice((1, 1, 2, 3, 5, 4 + level, 8))
        elif draw.chance(0.25):
            word += last
        else:
            word += f"{last}{draw.choice((2, 3, 5, 10, 11, 12)) if level > 1 else draw.integer(2, 11)}"
    if opening and len(word) > 7 and level == 3:
        word = word[:7]
    return ("open " if opening else "pack ") + word


def generate(draw: SeededRandom, level: int) -> str:
    """Return one command and one word per line."""
    return "".join(_line(draw, level) + "\n" for _ in range(draw.integer(*LINES[level])))
