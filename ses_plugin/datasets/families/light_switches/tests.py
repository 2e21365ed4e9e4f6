"""Tests of the problem: up to 5000 lights and 1000 commands."""

from __future__ import annotations

from ses_plugin.datasets.families.light_switches.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "6\n2\n4 5\n?\n5 6\n",
    "5\n1 4\n?\n2\n",
    "1\n?\n1\n?\n",
)


def _large(draw: SeededRandom) -> str:
    lines = ["4000"]
    while len(lines) < 700:
        near, far = draw.integers(2, 1, 4000)
        if draw.chance(0.04):
            lines.append("?")
        elif draw.chance(0.4):
            lines += [f"{near} {far}", f"{min(4000, far + draw.integer(0, 1))} {near}", "?"]
        elif draw.chance(0.15):
            lines.append(f"{near}")
        else:
            lines.append(f"{near} {far}")
    return "\n".join(lines) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return edge cases, drawn inputs and a large one."""
    return [
        "4\n",
        "1\n1\n",
        "5\n4 2\n?\n",
        "5\n5 1\n?\n3\n",
        "4\n1 3\n?\n",
        "4\n1 4\n",
        "4\n3 3\n?\n3 3\n?\n",
        "6\n1 3\n3 5\n6\n?\n1\n4 6\n",
        "5\n1 5\n2\n1 5\n2\n?\n",
        "7\n1 3\n4\n1 3\n4\n7 4\n?\n",
        "3\n1 3\n3 1\n1 2\n?\n?\n",
        "8\n?\n?\n8 5\n1\n?\n2 4\n",
        "5000\n1 5000\n5000 4998\n?\n1\n?\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _large(draw),
    ]
