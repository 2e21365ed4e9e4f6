"""A query string; list parameters and plain ones use different names."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

PIECES = ["a", "b", "%20", "+", "%41", "%", "%3D", "x1", "%2", "%4z", "%7e", "q"]


def _pair(draw: SeededRandom, long: bool) -> str:
    value = "".join(draw.choice(PIECES) for _ in range(draw.integer(0, 2 if long else 1)))
    if not long:
        return f"{draw.choice('qrs')}{draw.choice(['=', '=', ''])}{value}"
    if draw.chance(0.3):
        return f"{draw.choice(['id[]', 'tag%5B%5D', 'tag[]'])}={value}"
    if draw.chance(0.12):
        return draw.choice(["", "flag", "a==1", "k=", "p+q=1"])
    return f"{draw.choice(['q', 'page', 'sort', 's%6Frt', 'r'])}={value}"


def generate(draw: SeededRandom, level: int) -> tuple[str, bool]:
    low, high = {1: (1, 1), 2: (1, 3), 3: (5, 10)}[level]
    text = "&".join(_pair(draw, level > 1) for _ in range(draw.integer(low, high)))
    return ("?" if draw.chance(0.5) else "") + text, draw.chance(0.5)
