"""Version tags with pre-releases and some nonsense."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def _tag(draw: SeededRandom) -> str:
    if draw.chance(0.1):
        return draw.choice(["latest", "v1..2", "2.0-dev", "v", "1.x", "3.1-rc1b"])
    depth = draw.integer(1, 3)
    core = ".".join(str(draw.choice([0, 1, 1, 2, 3, 9, 10])) for _ in range(depth))
    tail = draw.choice(["", "", "", "-rc1", "-rc2", "-beta", "-alpha3", "-beta10"])
    return draw.choice(["v", ""]) + core + tail


def generate(draw: SeededRandom, level: int) -> tuple[list[str], bool]:
    low, high = {1: (1, 2), 2: (4, 7), 3: (12, 24)}[level]
    return [_tag(draw) for _ in range(draw.integer(low, high))], draw.chance(0.6)
