"""Inputs for coin_ways: the sum to pay, then the coins, different and in any order."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

TARGET = {1: (3, 6), 2: (6, 11), 3: (16, 26)}
COINS = {1: (1, 2), 2: (2, 3), 3: (3, 4)}


def generate(draw: SeededRandom, level: int) -> str:
    target = draw.integer(*TARGET[level])
    count = draw.integer(*COINS[level])
    pool = list(range(1 if draw.chance(0.5) else 2, min(target, 10) + 1))
    coins = draw.sample(pool, min(count, len(pool)))
    if draw.chance(0.1):
        coins[0] = target + draw.integer(1, 3)
    return f"{target}\n{' '.join(map(str, coins))}\n"
