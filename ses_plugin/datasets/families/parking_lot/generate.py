"""Inputs of the parking lot: cars that come and go, in order of time."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

EVENTS = {1: (3, 5), 2: (9, 14), 3: (21, 25)}


def generate(draw: SeededRandom, level: int) -> str:
    """Return one event a line: minute, in or out, car."""
    cars = [f"{letter}{draw.integer(1, 9)}" for letter in draw.shuffle("ABCDEFGHJKLMNPRSTUVWXYZ")]
    present: list[str] = []
    now = draw.integer(0, 9)
    lines = []
    for index in range(draw.integer(*EVENTS[level])):
        crowd = min(len(present), 6)
        leave = 0.05 if crowd < 2 else 0.25 + 0.1 * crowd
        if level == 1 and crowd > 2:
            leave = 1.0
        if index and (len(cars) == 1 or draw.chance(leave)):
            # mostly a car in a slot, now and then one that waits or one never seen
            late = present[2:] if draw.chance(0.3) else []
            car = draw.choice(late or present[:2] or [cars[-1]])
            if car in present:
                present.remove(car)
            lines.append(f"{now} out {car}")
        else:
            car = cars.pop(0)
            present.append(car)
            lines.append(f"{now} in {car}")
        now += draw.choice([2, 3, 5, 7, 10, 12])
    return "\n".join(lines) + "\n"
