"""Opening rules separated by semicolons."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

SLOTS = ["9-12", "14-18", "8:30-17", "22-2", "10-10:45", "off", "9-12,13-17:15", "7", "x-9"]


def _rule(draw: SeededRandom) -> str:
    days = ["mo", "tu", "we", "th", "fr", "sa", "su"]
    if draw.chance(0.07):
        return draw.choice(["", "mo", "ph off", "mo-xx 9-10", "su 9 10"])
    text = draw.choice(days)
    if draw.chance(0.5):
        text += "-" + draw.choice(days)
    if draw.chance(0.2):
        text += "," + draw.choice(days)
    return f"{text} {draw.choice(SLOTS)}"


def generate(draw: SeededRandom, level: int) -> tuple[str]:
    if level == 1:
        days = draw.choice(["mo", "Tu", "su", "x"])
        hour = draw.integer(0, 23)
        slot = draw.choice(["off", f"{hour}-{hour + 2}", f"{hour}:20-22", f"{hour}-1", f"{hour}"])
        return (f"{days} {slot}",)
    low, high = {2: (1, 3), 3: (7, 11)}[level]
    return ("; ".join(_rule(draw) for _ in range(draw.integer(low, high))),)
