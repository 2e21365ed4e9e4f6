"""Lines of short words, one to six in a line."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

LINES = {1: (1, 2), 2: (3, 4), 3: (11, 14)}
WORDS = "a the cat sun old ran up on tea red my is not big moon she it who far seven".split()


def generate(draw: SeededRandom, level: int) -> str:
    """Return the number of lines and the lines."""
    lines = []
    for _ in range(draw.integer(*LINES[level])):
        count = draw.integer(3, 6) if draw.chance(0.8) else draw.integer(1, 2)
        lines.append(" ".join(draw.choice(WORDS) for _ in range(count)))
    return "\n".join([str(len(lines)), *lines]) + "\n"
