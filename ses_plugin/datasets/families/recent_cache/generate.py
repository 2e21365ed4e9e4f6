"""Inputs for the cache of recent keys."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SIZES = {1: (4, 6), 2: (9, 14), 3: (20, 25)}


def generate(draw: SeededRandom, level: int) -> str:
    keys = draw.sample("abcdefghxyz", draw.integer(3, 3 + level))
    recent = draw.sample(keys, 2)
    lines = [f"put {key} {draw.integer(1, 99)}" for key in recent]
    count = draw.integer(*SIZES[level])
    while len(lines) < count:
        if draw.chance(0.55):
            key = draw.choice([recent[-2], recent[-2], recent[-1], draw.choice(keys)])
            lines.append(f"{draw.choice(['get', 'look'])} {key}")
        else:
            key = draw.choice(keys)
            recent.append(key)
            lines.append(f"put {key} {draw.integer(1, 99)}")
    return "\n".join(lines) + "\n"
