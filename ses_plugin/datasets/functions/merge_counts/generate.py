"""A starting counter and several updates that may be negative."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

KEYS = ("ash", "elm", "fir", "oak", "yew", "bay", "box")


def _counter(draw: SeededRandom, low: int, high: int, most: int) -> dict[str, int]:
    keys = draw.sample(KEYS, draw.integer(0 if low < 0 else 1, most))
    return {key: draw.integer(low, high) for key in keys}


def generate(draw: SeededRandom, level: int) -> tuple[dict[str, int], ...]:
    most = {1: 3, 2: 5, 3: 5}[level]
    rounds = draw.integer(*{1: (1, 2), 2: (3, 5), 3: (7, 8)}[level])
    first = _counter(draw, 1, 6, most)
    return (first, *(_counter(draw, -5, 5, most) for _ in range(rounds)))
