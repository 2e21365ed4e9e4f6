"""Settings (name=text) mixed with templates (> text), both with {name} and {name|default}."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

LINES = {1: (2, 3), 2: (5, 8), 3: (15, 19)}
NAMES = {1: ("a", "b"), 2: ("a", "b", "who"), 3: ("a", "b", "c", "who", "city")}
PLAIN = ("sun", "old", "x", "7", "tea", "no", "up")


def _hole(draw: SeededRandom, names: tuple[str, ...]) -> str:
    default = "|" + draw.choice(("", "nil", "zz")) if draw.chance(0.4) else ""
    return "{" + draw.choice(names) + default + "}"


def _setting(draw: SeededRandom, names: tuple[str, ...]) -> str:
    name = draw.choice(names)
    text = "" if draw.chance(0.25) else draw.choice(PLAIN)
    if draw.chance(0.35):
        text += _hole(draw, names)
    return f"{name}={text}"


def _template(draw: SeededRandom, names: tuple[str, ...]) -> str:
    parts = [_hole(draw, names)]
    if draw.chance(0.5):
        parts.append(draw.choice(PLAIN))
    if len(names) > 2 and draw.chance(0.5):
        parts.append(_hole(draw, names))
    return "> " + draw.choice(("-", ".", " ")).join(draw.shuffle(parts))


def generate(draw: SeededRandom, level: int) -> str:
    """Return settings and templates, the last line a template."""
    names = NAMES[level]
    lines = []
    for _ in range(draw.integer(*LINES[level]) - 1):
        lines.append(_setting(draw, names) if draw.chance(0.65) else _template(draw, names))
    return "\n".join([*lines, _template(draw, names)]) + "\n"
