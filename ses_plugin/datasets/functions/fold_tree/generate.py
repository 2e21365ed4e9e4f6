"""A random binary tree of small integers."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

Tree = tuple[int, "Tree", "Tree"] | None


def _tree(draw: SeededRandom, size: int) -> Tree:
    if size == 0:
        return None
    left = draw.integer(0, size - 1) if draw.chance(0.5) else (size - 1) // 2
    return draw.integer(-6, 9), _tree(draw, left), _tree(draw, size - 1 - left)


def generate(draw: SeededRandom, level: int) -> tuple[Tree]:
    return (_tree(draw, draw.integer(*{1: (1, 3), 2: (4, 9), 3: (14, 19)}[level])),)
