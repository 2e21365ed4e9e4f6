"""Column headers in many styles."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

PARTS = ["Id", "HTTP", "type", "user", "Name", "2nd", " ", "-", "x", "%", "URL", "9", "__", "A"]


def generate(draw: SeededRandom, level: int) -> tuple[list[str]]:
    low, high = {1: (1, 1), 2: (2, 3), 3: (7, 10)}[level]
    headers: list[str] = []
    for _ in range(draw.integer(low, high)):
        if headers and draw.chance(0.25):
            headers.append(draw.choice(headers).replace("-", " "))
        elif level == 1:
            headers.append("".join(draw.choice(PARTS) for _ in range(draw.integer(0, 2)))[:5])
        else:
            headers.append("".join(draw.choice(PARTS) for _ in range(draw.integer(1, 3))))
    return (headers,)
