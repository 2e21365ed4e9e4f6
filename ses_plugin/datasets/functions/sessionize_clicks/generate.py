"""Click events of a few users."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[str]]:
    low, high = {1: (1, 1), 2: (3, 6), 3: (13, 18)}[level]
    users = ["ann", "bo", "cy"][: draw.integer(1, 2 if level < 3 else 3)]
    clock = draw.integer(480, 600)
    events: list[str] = []
    for _ in range(draw.integer(low, high)):
        clock += draw.choice([0, 4, 11, 15, 16, 30, 31])
        page = draw.choice(["home", "cart", "login", "pay", "home"])
        events.append(f"{clock // 60:02d}:{clock % 60:02d} {draw.choice(users)} {page}")
    return (draw.shuffle(events) if draw.chance(0.4) else events,)
