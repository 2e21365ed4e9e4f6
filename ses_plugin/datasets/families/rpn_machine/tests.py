"""Tests of the stack calculator."""

from __future__ import annotations

from ses_plugin.datasets.families.rpn_machine.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "3 4 + 9 *\n5 -2 swap -\n",
    "1 2 over drop drop drop\n4 -\n7 0 /\n",
    "-7 2 / 30 30 +\n",
)


def _deep(draw: SeededRandom, numbers: int, tokens: int) -> str:
    line = [str(draw.integer(-9, 9)) for _ in range(numbers)]
    height = numbers
    while len(line) < tokens:
        word = draw.choice(("+", "-", "*", "/", "swap", "over", "over", "drop", "12", "-3"))
        line.append(word)
        height += 1 if word in ("over", "12", "-3") else 0 if word == "swap" else -1
    return " ".join(line) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    return [
        "0\n",
        "drop\n",
        "1000 -1000\n",
        "1 drop\n2 drop drop\n3 swap\n4 over\n",
        "50 1 +\n-50 1 -\n8 7 *\n-8 7 *\n50 0 +\n-50 0 -\n49 1 +\n",
        "-7 2 /\n7 -2 /\n-7 -2 /\n7 2 /\n0 5 /\n-1 3 /\n5 0 /\n0 0 /\n",
        "1000 3 /\n-1000 7 /\n1000 0 *\n1000 900 -\n-1000 5 +\n",
        "1 2 +\n+\n1 2\n3 +\n",
        "1 2 3 swap over - * +\n9 8 7 drop swap -\n",
        "1 + 2 3\n1 2 + + 5\n1 2 3 drop drop drop drop\n6\n",
        "-3 -4 *\n-30 40 +\n30 -40 *\n-60 20 +\n200 2 /\n200 -20 -\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        "".join(_deep(draw, 5, 20) for _ in range(20)),
        _deep(draw, 11000, 20000),
        _deep(draw, 900, 1500) + "drop\n" + _deep(draw, 400, 700) + "7 " * 100 + "+\n",
    ]
