"""Timed events of a few users, in order of time."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[tuple[int, str]]]:
    users = ("ed", "mo", "zoe")[: {1: 1, 2: 2, 3: 3}[level]]
    at = draw.integer(0, 3)
    events = []
    for _ in range(draw.integer(*{1: (1, 4), 2: (7, 13), 3: (25, 30)}[level])):
        events.append((at, draw.choice(users)))
        at += draw.choice((0, 1, 1, 2, 3, 5, 6))
    return (events,)
