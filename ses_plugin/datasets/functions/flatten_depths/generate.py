"""Lists and tuples in each other, with integers, booleans and None."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

Nested = int | None | list["Nested"] | tuple["Nested", ...]


def _nested(draw: SeededRandom, size: int) -> Nested:
    items: list[Nested] = []
    while size > 0:
        if size > 1 and draw.chance(0.5):
            part = draw.integer(1, size - 1)
            items.append(_nested(draw, part))
            size -= part
        else:
            items.append(draw.choice((None, True, False, 2, 3, 4, 5, 7, 9, -1, -4)))
            size -= 1
    return tuple(items) if draw.chance(0.35) else items


def generate(draw: SeededRandom, level: int) -> tuple[Nested]:
    return (_nested(draw, draw.integer(*{1: (0, 2), 2: (3, 6), 3: (15, 26)}[level])),)
