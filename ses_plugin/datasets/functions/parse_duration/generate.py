"""Durations, most of them well formed."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def _item(draw: SeededRandom) -> str:
    kind = draw.integer(0, 9)
    if kind == 0:
        return str(draw.integer(1, 40))
    if kind == 1:
        return draw.choice(["", "5x", "m5", "10m 1h", "3m3m", "h", "2h,5m", "1.5h", " 7s "])
    gap = draw.choice(["", "", " "])
    parts = [f"{draw.integer(1, 12)}{unit}" for unit in "hms" if draw.chance(0.6)]
    text = gap.join(parts) or "30s"
    if draw.chance(0.15):
        text = "-" + text
    return text.upper() if draw.chance(0.1) else text


def generate(draw: SeededRandom, level: int) -> tuple[list[str], str]:
    low, high = {1: (1, 2), 2: (3, 6), 3: (9, 18)}[level]
    return [_item(draw) for _ in range(draw.integer(low, high))], draw.choice("mms")
