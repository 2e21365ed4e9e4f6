"""Inputs of the elevator: the first floor, then the calls as pairs of floors."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

CALLS = {1: (1, 1), 2: (2, 3), 3: (4, 7)}
FLOORS = {1: 4, 2: 5, 3: 6}


def generate(draw: SeededRandom, level: int) -> str:
    """Return the start, the number of calls and one call a line."""
    low = draw.choice([1, 1, 0, -2, draw.integer(2, 14)])
    floors = range(low, low + FLOORS[level])
    lobby = draw.choice(floors)
    rush = draw.chance(0.4)
    count = draw.integer(*CALLS[level])
    if level == 1 and draw.chance(0.2):
        count = 2
    calls = []
    for _ in range(count):
        start = lobby if rush and draw.chance(0.6) else draw.choice(floors)
        goal = draw.choice([floor for floor in floors if floor != start])
        calls.append(f"{start} {goal}")
    return "\n".join([str(draw.choice(floors)), str(count), *calls]) + "\n"
