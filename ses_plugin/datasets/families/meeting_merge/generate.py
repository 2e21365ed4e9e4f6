"""Inputs for the merging of meetings."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SIZES = {1: (1, 3), 2: (4, 7), 3: (14, 22)}


def clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


def generate(draw: SeededRandom, level: int) -> str:
    count = draw.integer(*SIZES[level])
    spans: list[tuple[int, int]] = []
    begin = draw.integer(84, 110) * 5
    for _ in range(count):
        length = draw.integer(1, draw.choice([4, 8])) * 5
        spans.append((begin, begin + length))
        begin += draw.choice([-1, 0, 1, 1, 2, 3, 4]) * 5 + draw.choice([0, 0, length, length])
    lines = [f"{clock(a)}-{clock(b)}" for a, b in draw.shuffle(spans)]
    return "\n".join(lines) + "\n"
