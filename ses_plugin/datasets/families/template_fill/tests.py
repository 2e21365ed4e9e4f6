"""Tests of the contest problem: templates filled from settings."""

from __future__ import annotations

from ses_plugin.datasets.families.template_fill.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "city=oslo\n> from {city} to {goal|nowhere}\n> {who} pays\n",
    "a=sun\nb=old {a}\na=moon\n> {b}.{a}\n",
)

EDGES = (
    "> {a}\n",
    "> plain text\n",
    "> {a|}-{b|zz}-{c}\n",
    "a=\n> x{a|nil}x{a}x\n",
    "a=1\na=2\na=3\n> {a}{a}{a}\n",
    "a={a}\n> {a}\na={a|no}\n> {a}\n",
    "a={b}\nb=7\n> {a} {b}\n",
    "a={b|up}\nb=7\n> {a} {b}\na={b|up}\n> {a}\n",
    "a=x\na={a}{a}\na={a}{a}\na={a}{a}\n> {a}.{a}\n",
    "abc=tea\nab=no\nb=up\n> {ab}c {abc} a{b}c {a|abc}\n",
    "a=\nb={a|1}{a|2}{c|3}\nc={b}{b}\n> {c}{d}\n",
    "> {a}\na=0\n> {a}\na=\n> -{a}-\nb={a}{c|}\n> {b|q}.\n",
    "old=new\nnew=old\nold={new}\nnew={old}\n> {old|a} {new|b}\n> {other|a b-c.d}\n",
)


def _log(draw: SeededRandom, lines: int) -> str:
    return "".join(generate(draw, 3) for _ in range(lines // 20))


def _mirror(draw: SeededRandom, settings: int) -> str:
    """Return settings that use one another many times over, with values that stay short."""
    names = ["left", "right", "mid"]
    lines = ["left=", "right=", "mid=", "word=tea"]
    for _ in range(settings):
        name, other = draw.sample(names, 2)
        lines.append(f"{name}={{{name}}}{{{other}}}")
        if draw.chance(0.1):
            lines.append(f"> {draw.integer(1, 99)} {{word}}{{{other}|none}}")
    lines.append("> so {left|no} {right|no} {mid|no} {word}")
    return "\n".join(lines) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    small = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    return [*EDGES, *small, _log(draw, 1900), _mirror(draw, 200)]
