"""Time stamps around a present moment."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SPANS = [0, 1, 59, 60, 61, 90, 3599, 3600, 3660, 7325, 86400, 90000, 90061, 604800, 700000]


def generate(draw: SeededRandom, level: int) -> tuple[list[int], int]:
    low, high = {1: (1, 1), 2: (2, 4), 3: (7, 16)}[level]
    now = draw.choice([1_000_000, 2_000_000, 1_234_567])
    stamps: list[int] = []
    for _ in range(draw.integer(low, high)):
        span = draw.choice(SPANS) if draw.chance(0.7) else draw.integer(0, 9000)
        stamps.append(now - span if draw.chance(0.7) else now + span)
        if draw.chance(0.15):
            stamps.append(stamps[-1])
    return stamps[:high], now
