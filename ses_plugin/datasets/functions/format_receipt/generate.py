"""Items of a receipt: label, quantity, price in cents."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

LABELS = ["tea", "green apple", "desk", "usb hub", "coupon", "lamp", "pen"]
PRICES = [5, 99, 100, 250, 1299, 20050, 100000, 123456, -150]


def generate(draw: SeededRandom, level: int) -> tuple[list[tuple[str, int, int]]]:
    low, high = {1: (1, 1), 2: (2, 4), 3: (8, 11)}[level]
    return (
        [
            (draw.choice(LABELS), draw.choice([0, 1, 1, 1, 2, 3, 2, 12]), draw.choice(PRICES))
            for _ in range(draw.integer(low, high))
        ],
    )
