"""Shared expenses of a small group."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[tuple[str, int, str]]]:
    people = "abcdef"[: 2 + level]
    expenses = []
    for _ in range(draw.integer(*{1: (1, 1), 2: (3, 5), 3: (14, 17)}[level])):
        sharers = "".join(draw.sample(people, draw.integer(1, min(len(people), 1 + level))))
        expenses.append((draw.choice(people), draw.integer(3, 40), sharers))
    return (expenses,)
