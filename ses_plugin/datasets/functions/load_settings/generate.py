"""Lines of an ini-like file; list keys and plain keys do not share names."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

VALUES = ["yes", "No", "off", "12", "-3", '"on"', "fast", "", "0x1F", "7 # odd", "ON", " 080 ", "a=b"]


def _line(draw: SeededRandom) -> str:
    roll = draw.integer(0, 19)
    if roll < 3:
        return draw.choice(["[db]", "[ web ]", "[db", "[]", "[log]"])
    if roll == 3:
        return draw.choice(["", "# note", "port", "= 4", "  "])
    if roll < 8:
        return f"{draw.choice(['tags', 'hosts'])}+={draw.choice(VALUES)}"
    pad = draw.choice(["", " "])
    return f"{draw.choice(['port', 'debug', 'name', 'ttl'])}{pad}={pad}{draw.choice(VALUES)}"


def generate(draw: SeededRandom, level: int) -> tuple[list[str]]:
    low, high = {1: (1, 2), 2: (4, 8), 3: (12, 20)}[level]
    return ([_line(draw) for _ in range(draw.integer(low, high))],)
