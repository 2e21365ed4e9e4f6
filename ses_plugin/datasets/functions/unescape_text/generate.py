"""Text with good and bad escapes."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

GOOD = ["\\n", "\\t", "\\\\", "\\x41", "\\u00e9", "\\x7a", "ab", "c ", "\\x2f", "d"]
BAD = ["\\q", "\\x4", "\\xg1", "\\u12", '\\"', "\\", "\\X"]


def generate(draw: SeededRandom, level: int) -> tuple[str]:
    low, high = {1: (1, 1), 2: (3, 6), 3: (11, 28)}[level]
    text = ""
    for _ in range(draw.integer(low, high)):
        text += draw.choice(BAD if draw.chance(0.25) else GOOD)
    return (text + (draw.choice("xyz!") if draw.chance(0.7) else ""),)
