"""Inputs for the build rounds."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SIZES = {1: (2, 3), 2: (5, 8), 3: (11, 17)}


def generate(draw: SeededRandom, level: int) -> str:
    count = draw.integer(*SIZES[level])
    names = draw.shuffle("abcdefghijklmnopqrstuvwxyz"[: count + 3])[:count]
    shift = draw.integer(1, 4)
    lines = []
    for i, name in enumerate(names):
        earlier = names[max(0, i - shift) : i]
        deps = draw.sample(earlier, min(len(earlier), draw.choice([0, 1, 1, 2])))
        if deps and draw.chance(0.25):
            deps.append(draw.choice(deps))
        if draw.chance(0.3 / count) and i + 1 < count:
            deps.append(names[draw.integer(i + 1, count - 1)])
        lines.append(" ".join([f"{name}:", *deps]))
    return "\n".join(draw.shuffle(lines)) + "\n"
