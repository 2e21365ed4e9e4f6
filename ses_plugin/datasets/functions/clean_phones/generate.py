"""Telephone numbers as people type them."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

BASES = ["12345", "020 77", "0044 9", "+44-2077", "(01) 55", "+1.800.5", "02077"]


def _entry(draw: SeededRandom, tail: int) -> str:
    text = draw.choice(BASES) + draw.choice(["", "", "1", " 2"]) + draw.word(0, tail, "05")
    roll = draw.integer(0, 11)
    if roll == 0:
        text += draw.choice(["/7", "a", " ext 4"])
    elif roll < 4:
        text += draw.choice([" x12", "x", " x 7", "x9a"])
    return text


def generate(draw: SeededRandom, level: int) -> tuple[list[str]]:
    if level == 1:
        return ([draw.word(1, 5, "0017") + draw.choice(["", " x3", "/", "-9"])],)
    low, high = {2: (2, 3), 3: (6, 10)}[level]
    return ([_entry(draw, 1) for _ in range(draw.integer(low, high))],)
