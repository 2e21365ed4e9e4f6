"""A template with tags and the values for some of them."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def _tag(draw: SeededRandom) -> str:
    text = draw.choice(["who", " city ", "n", "tags", "tags", "zip"])
    for _ in range(draw.choice([0, 1, 1, 2])):
        text += "|" + draw.choice(["upper", "title", "short", "rev", " rev", "trim"])
    if draw.chance(0.35):
        text += ":" + draw.choice(["none", "", "some where"])
    return "{{" + text + "}}"


def generate(draw: SeededRandom, level: int) -> tuple[str, dict[str, object]]:
    low, high = {1: (1, 1), 2: (2, 4), 3: (8, 10)}[level]
    text = ""
    for _ in range(draw.integer(low, high)):
        text += draw.choice(["", "Hi ", " - ", "{x} ", ", "]) + _tag(draw)
    values: dict[str, object] = {
        "who": draw.choice(["ann lee", "Bo"]),
        "city": draw.choice(["springfield", "Rome", None]),
        "n": draw.integer(0, 20),
        "tags": draw.choice([["a", "bc"], [], ["red", "green"]]),
    }
    if draw.chance(0.5):
        del values[draw.choice(list(values))]
    return text, values
