"""Rows and page requests with missing, zero, negative and too large fields."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[int], list[dict[str, int]]]:
    count = draw.integer(*{1: (1, 6), 2: (4, 9), 3: (10, 14)}[level])
    rows = draw.sample(range(10, 60), count)
    requests: list[dict[str, int]] = []
    for _ in range(draw.integer(*{1: (1, 1), 2: (3, 6), 3: (11, 13)}[level])):
        request = {}
        if draw.chance(0.85):
            request["page"] = draw.integer(-3, 5)
        if draw.chance(0.6):
            request["size"] = draw.integer(0, 7)
        requests.append(request)
    return rows, requests
