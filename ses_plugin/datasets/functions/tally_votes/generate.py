"""Votes, changed votes and withdrawn votes."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

EVENTS = {1: (2, 5), 2: (10, 18), 3: (32, 38)}


def generate(draw: SeededRandom, level: int) -> tuple[list[tuple[int, str | None]]]:
    """Return events of a few voters, so that votes are often replaced."""
    count = draw.integer(*EVENTS[level])
    voters = max(2, count // 2)
    choices = "abcde"[: 2 + level]
    return (
        [
            (draw.integer(1, voters), None if draw.chance(0.12) else draw.choice(choices))
            for _ in range(count)
        ],
    )
