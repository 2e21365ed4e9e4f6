"""A parts table in layers, now and then with a circle."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(
    draw: SeededRandom, level: int
) -> tuple[dict[str, dict[str, int]], str] | tuple[dict[str, dict[str, int]], str, int]:
    made = {1: draw.integer(1, 2), 2: draw.integer(2, 3), 3: draw.integer(6, 9)}[level]
    names = "ABCDEFGHIJ"[:made] + "wxyz"[: 1 + level]
    parts: dict[str, dict[str, int]] = {}
    for i in range(made):
        near = names[i + 1 : i + 5]
        picked = draw.sample(near, draw.integer(min(made, 2, len(near)), min(1 + level, 3, len(near))))
        parts[names[i]] = {sub: draw.integer(1, 3 if made < 5 else 2) for sub in picked}
    if made > 1 and draw.chance(0.12):
        parts[names[made - 1]][draw.choice(names[:made])] = 1
    order = draw.shuffle(list(parts))
    table = {name: parts[name] for name in order}
    return (table, "A") if draw.chance(0.4) else (table, "A", draw.integer(2, 4))
