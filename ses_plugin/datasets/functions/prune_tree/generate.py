"""A tree of (name, weight, children) and a threshold."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

Node = tuple[str, int, list["Node"]]


def _node(draw: SeededRandom, names: list[str], size: int) -> Node:
    name = names.pop()
    kids: list[Node] = []
    size -= 1
    while size > 0:
        part = draw.integer(1, max(1, size * 2 // 3))
        kids.append(_node(draw, names, part))
        size -= part
    return name, draw.integer(0, 5), kids


def generate(draw: SeededRandom, level: int) -> tuple[Node, int]:
    size = draw.integer(*{1: (2, 4), 2: (6, 9), 3: (16, 20)}[level])
    names = list("tsrqponmlkjihgfedcba")
    return _node(draw, names, size), draw.integer(2, 3 + 2 * level)
