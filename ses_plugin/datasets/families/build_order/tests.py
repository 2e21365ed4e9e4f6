"""Tests of the problem: targets and dependencies, up to all 26 letters."""

from __future__ import annotations

from itertools import pairwise

from ses_plugin.datasets.families.build_order.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "a:\nb:\nc: a b\nd: c\n",
    "c:\na: b\nb: a\n",
    "k: m\nm:\nh: m\np: m\n",
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _dense(draw: SeededRandom, most: int) -> str:
    names = draw.shuffle(LETTERS)
    lines = []
    for i, name in enumerate(names):
        earlier = names[max(0, i - most) : i]
        lines.append(" ".join([f"{name}:", *draw.shuffle(earlier)]))
    return "\n".join(draw.shuffle(lines)) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return edge cases, drawn inputs and two whose dependencies branch without end."""
    return [
        "q:\n",
        "q: q\n",
        "b: a a\na:\n",
        "d: a b a b\nb: a a\na:\nc: d d d\n",
        "z:\ny:\nx:\nw:\na: z\n",
        "a:\nc:\nd:\ne:\nb: a\n",
        "a: c\nb: a\nc: b\nd: a\ne:\nf: e\n",
        "m: n\nn: n\no:\np: o n\nq: o\n",
        "".join(f"{c}:\n" for c in reversed(LETTERS)),
        "".join(f"{c}: {d}\n" for c, d in pairwise(LETTERS)) + "z:\n",
        "h:\na: h\nb: h\ng:\nf: g\nc: a f\n",
        "e:\nf:\ng:\na: e\nb: f\nc: g g\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _dense(draw, 25),
        _dense(draw, 12),
    ]
