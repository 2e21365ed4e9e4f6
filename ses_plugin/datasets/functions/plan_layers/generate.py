"""A dependency table, now and then with a cycle."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[dict[str, list[str]]]:
    count = draw.integer(*{1: (2, 3), 2: (3, 6), 3: (11, 16)}[level])
    names = draw.shuffle("abcdefghijklmnop"[:count])
    needs: dict[str, list[str]] = {}
    for i, name in enumerate(names):
        if i and draw.chance(0.9):
            earlier = names[max(0, i - 4) : i]
            needs[name] = draw.sample(earlier, draw.integer(1, min(3, len(earlier))))
    if needs and draw.chance(0.25):
        needs[draw.choice(list(needs))].append(names[-1])
    order = draw.shuffle(list(needs))
    return ({name: needs[name] for name in order},)
