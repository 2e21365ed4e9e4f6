"""Tests of the bracket problem."""

from __future__ import annotations

from ses_plugin.datasets.families.bracket_check.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "3\n(a[b]{})\nxy\n([)]\n",
    "2\n[{(a(b))}]\n(())[]}\n",
    "1\nab{[]\n",
)


def _long(draw: SeededRandom, length: int, most: int) -> str:
    opened: list[str] = []
    out: list[str] = []
    while len(out) < length - len(opened):
        if draw.chance(0.2):
            out.append(draw.choice("abcxyz"))
        elif not opened or (len(opened) < most and draw.chance(0.5)):
            pair = draw.choice(("()", "[]", "{}"))
            opened.append(pair[1])
            out.append(pair[0])
        else:
            out.append(opened.pop())
    return "".join([*out, *reversed(opened)])


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    return [
        "1\n(\n",
        "1\n)\n",
        "1\na\n",
        "4\n((((\n((()))\n(((([\n((()(\n",
        "5\n(]\n[)\n{)\n}{\n{]a]\n",
        "6\n(\n()\n[[\n[]\n{{{\n{}\n",
        "3\n([{\na([b\n()[(\n",
        "4\nabc(d)e]f\nz()()()()\n{[(]})\n)(((((\n",
        "2\n([{}])([{}])(\n([{}])([{}])([{(\n",
        "100\n" + "()[\n" * 50 + "a(]\n" * 50,
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        f"3\n{_long(draw, 300, 3)}\n({_long(draw, 300, 2)}\n{_long(draw, 300, 3)}]\n",
        f"1\n{_long(draw, 20000, 3)}\n",
        f"2\n{_long(draw, 18000, 3)}[[{{(\nab[{_long(draw, 1900, 2)}\n",
    ]
