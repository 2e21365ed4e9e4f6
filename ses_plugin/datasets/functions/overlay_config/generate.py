"""Layers of settings; keys meet again with other kinds of values."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

Value = int | bool | None | list[int] | dict[str, "Value"]


def _value(draw: SeededRandom, depth: int) -> Value:
    kind = draw.integer(0, 9)
    if kind < 3:
        return draw.integers(draw.integer(0, 1), 1, 9)
    if kind < 6 and depth:
        return _layer(draw, 2, depth - 1)
    if kind == 6:
        return None
    return draw.integer(0, 20) if kind < 9 else draw.chance(0.5)


def _layer(draw: SeededRandom, width: int, depth: int) -> dict[str, Value]:
    return {key: _value(draw, depth) for key in draw.sample(("db", "log", "ui"), width)}


def generate(draw: SeededRandom, level: int) -> tuple[dict[str, Value], ...]:
    layers = draw.integer(*{1: (1, 2), 2: (3, 4), 3: (6, 6)}[level])
    width = min(level, 2)
    return tuple(_layer(draw, width, {1: 0, 2: 1, 3: 1}[level]) for _ in range(layers))
