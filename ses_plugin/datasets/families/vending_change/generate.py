"""Inputs of the vending machine: coins in stock, then sales as a price and the coins paid."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SALES = {1: (1, 1), 2: (2, 4), 3: (7, 10)}
COINS = [[5, 10, 20, 50], [1, 5, 10, 25], [2, 5, 10, 25], [1, 3, 6, 15]]


def generate(draw: SeededRandom, level: int) -> str:
    """Return the stock line and one sale a line."""
    coins = draw.choice(COINS)
    unit, _, second, top = coins
    if level == 1:
        coins = coins[1:]
    stock = [draw.integer(1, 4) for _ in coins[:-2]] + [draw.integer(0, 1), draw.integer(0, 2)]
    lines = [" ".join(f"{coin}x{count}" for coin, count in zip(coins, stock, strict=True))]
    for _ in range(draw.integer(*SALES[level])):
        if draw.chance(0.4):
            # change that calls for two of the second coin, or more
            paid = [top]
            price = max(1, (top - 2 * second - draw.integer(0, 4)) // coins[0]) * coins[0]
        else:
            paid = [draw.choice(coins[-2:]) for _ in range(draw.integer(1, 2))]
            paid += [draw.choice(coins) for _ in range(draw.integer(0, 1))]
            price = max(unit, sum(paid) - coins[0] * draw.integer(0, 7))
        if draw.chance(0.08):
            price = sum(paid) + unit * draw.integer(1, 3)
        lines.append(" ".join(map(str, [price, *paid])))
    return "\n".join(lines) + "\n"
