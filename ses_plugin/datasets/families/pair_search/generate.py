"""Inputs for the pairs within a budget."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SIZES = {1: ((2, 4), (1, 2)), 2: ((4, 7), (2, 3)), 3: ((9, 15), (4, 6))}


def generate(draw: SeededRandom, level: int) -> str:
    price_range, budget_range = SIZES[level]
    top = draw.choice([9, 20, 40])
    prices = draw.integers(draw.integer(*price_range), 1, top)
    if draw.chance(0.15):
        prices.sort()
    budgets = []
    for _ in range(draw.integer(*budget_range)):
        near = sum(draw.sample(prices, 2)) + draw.integer(0, 2)
        budgets.append(near if draw.chance(0.7) else draw.integer(2, 2 * top))
    return " ".join(map(str, prices)) + "\n" + " ".join(map(str, budgets)) + "\n"
