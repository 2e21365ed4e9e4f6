"""A friendship table (one-way), the first to know, and a number of nights."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

PEOPLE = ("ana", "bo", "cy", "dee", "eli", "fay", "gus", "hal", "ivo", "jo", "kim")


def generate(draw: SeededRandom, level: int) -> tuple[dict[str, list[str]], set[str], int]:
    people = draw.sample(PEOPLE, {1: 4, 2: 7, 3: 11}[level])
    tellers = people[: {1: 2, 2: 6, 3: 11}[level]]
    fan = {1: 2, 2: 2, 3: 3}[level]
    friends = {p: draw.sample(people, draw.integer(max(1, level - 1), fan)) for p in tellers}
    return friends, {draw.choice(tellers)}, draw.integer(level, 2 + level)
