"""Book numbers, right, wrong and misshapen."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def _ten(draw: SeededRandom) -> str:
    digits = draw.integers(9, 0, 9)
    check = -sum((10 - i) * n for i, n in enumerate(digits)) % 11
    if draw.chance(0.3):
        check = draw.integer(0, 10)
    body = "".join(map(str, digits))
    cut = draw.integer(1, 8)
    return body[:cut] + draw.choice(["-", "", " "]) + body[cut:] + ("x" if check == 10 else str(check))


def _thirteen(draw: SeededRandom) -> str:
    return draw.choice(["978", "979-"]) + draw.word(10, 10, "0123456789")


def _short(draw: SeededRandom) -> str:
    return draw.word(1, 8, "0123456789x-") + draw.choice(["", "", "?", "z"])


def generate(draw: SeededRandom, level: int) -> tuple[list[str]]:
    if level == 1:
        return ([_ten(draw) if draw.chance(0.3) else _short(draw)],)
    low, high = {2: (1, 2), 3: (6, 9)}[level]
    makers = [_ten, _ten, _thirteen, _short]
    return ([draw.choice(makers)(draw) for _ in range(draw.integer(low, high))],)
