"""Inputs for the jobs of one machine."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SIZES = {1: (1, 3), 2: (4, 7), 3: (12, 18)}


def generate(draw: SeededRandom, level: int) -> str:
    count = draw.integer(*SIZES[level])
    names = draw.sample("abcdefghijklmnopqrstuvwxyz", count)
    ranks = draw.choice([2, 3, 9])
    spread = draw.choice([1, 2, 4])
    lines = [str(count)]
    moment = draw.choice([0, 0, 1, 3])
    for name in names:
        lines.append(f"{name} {moment} {draw.integer(1, 6)} {draw.integer(1, ranks)}")
        moment += draw.integer(0, spread) + (draw.integer(8, 20) if draw.chance(0.15) else 0)
    return "\n".join(lines[:1] + draw.shuffle(lines[1:])) + "\n"
