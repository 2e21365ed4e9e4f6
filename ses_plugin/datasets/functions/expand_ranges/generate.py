"""A print range such as "2-4, 9, 7-6"."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

PARTS = {1: (1, 2), 2: (3, 5), 3: (12, 15)}


def generate(draw: SeededRandom, level: int) -> tuple[str]:
    """Return parts that may run down, repeat pages or be empty."""
    parts = []
    for _ in range(draw.integer(*PARTS[level])):
        start = draw.integer(1, 12 * level)
        reach = 2 if level == 1 else 3 * level
        stop = max(1, start + draw.integer(-reach // 2, reach))
        parts.append(str(start) if draw.chance(0.3) else f"{start}-{stop}")
        if draw.chance(0.08):
            parts.append("")
    return (draw.choice((",", ", ")).join(parts),)
