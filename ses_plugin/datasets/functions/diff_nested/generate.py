"""Two nested dictionaries, the second an edit of the first."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

Value = int | bool | dict[str, "Value"]


def _leaf(draw: SeededRandom) -> Value:
    return draw.choice((0, 1, 2, 3, 4, True))


def _build(draw: SeededRandom, depth: int, width: int) -> dict[str, Value]:
    out: dict[str, Value] = {}
    for key in draw.sample("abcdef", width):
        deep = depth > 0 and draw.chance(0.3 * depth)
        out[key] = _build(draw, depth - 1, max(2, width // 2 + depth - 1)) if deep else _leaf(draw)
    return out


def _edit(draw: SeededRandom, node: dict[str, Value], rate: float) -> dict[str, Value]:
    out: dict[str, Value] = {}
    for key, value in node.items():
        if draw.chance(rate / 4):
            continue
        if isinstance(value, dict) and draw.chance(0.9):
            out[key] = _edit(draw, value, rate)
        else:
            out[key] = _leaf(draw) if draw.chance(rate) else value
    if draw.chance(rate):
        out[draw.choice("abcdefgh")] = _leaf(draw)
    return out


def generate(draw: SeededRandom, level: int) -> tuple[dict[str, Value], dict[str, Value]]:
    old = _build(draw, level - 1, (2, 3, 4)[level - 1])
    return old, _edit(draw, old, 0.35)
