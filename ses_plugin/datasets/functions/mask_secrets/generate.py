"""Log lines with pairs, addresses and long numbers."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

WORDS = ["user=ann", "password=hunter2", "API_KEY=abc", "token=", "ok", "ann@b.io", "j@x", "@all"]
MORE = ["1234-5678-9012", "1111 2222 3333", "keys=3", "key=$K", "Token=a=b", "123412341234", "GET"]


def generate(draw: SeededRandom, level: int) -> tuple[list[str]]:
    low, high = {1: (1, 1), 2: (2, 4), 3: (6, 7)}[level]
    lines: list[str] = []
    for _ in range(draw.integer(low, high)):
        count = draw.integer(1, 2) if level == 1 else draw.integer(1, 3) if level == 2 else draw.integer(2, 4)
        lines.append(" ".join(draw.choice(WORDS + MORE) for _ in range(count))[:36])
    return (lines,)
