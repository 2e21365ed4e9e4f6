"""Scraps of markup, mostly balanced."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[str]:
    low, high = {1: (1, 2), 2: (3, 8), 3: (18, 30)}[level]
    text = ""
    stack: list[str] = []
    for _ in range(draw.integer(low, high)):
        roll = draw.integer(0, 15)
        if roll < 5 and len(stack) < 4:
            name = draw.choice(["p", "b", "i", "ul", "li"])
            stack.append(name)
            text += f"<{name.upper() if draw.chance(0.1) else name}>"
        elif roll < 11 and stack:
            text += f"</{stack.pop()}>"
        elif roll == 11:
            text += draw.choice(["</b>", "</i>", "</p>", "<>", "</ >"])
        elif roll < 14:
            text += draw.choice(["<br>", "<img/>", "<hr />", "<!-- -->", "<a x=1>"])
        else:
            text += draw.choice(["t", "1 ", "a > b"])
    return (text + draw.choice(["", "", "", "<", "<b"]),)
