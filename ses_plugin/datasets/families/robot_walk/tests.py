"""Tests of the robot walk."""

from __future__ import annotations

from ses_plugin.datasets.families.robot_walk.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "0 0\nrocks 2,2\nF2 R F3 L F1\n",
    "3 1\nrocks\nR R F1 L B2 R\n",
    "1 4\nrocks 0,0 4,4\nB3 L F1 B1\n",
)


def _walk(draw: SeededRandom, count: int, rocks: str, most: int) -> str:
    words: list[str] = []
    for _ in range(count):
        words.append(
            draw.choice("LR") if draw.chance(0.3) else draw.choice("FB") + str(draw.integer(1, most))
        )
    return f"2 2\n{rocks}\n{' '.join(words)}\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the tests that decide."""
    by_hand = [
        "0 0\nrocks\nL\n",
        "4 4\nrocks\nF1\n",
        "0 0\nrocks\nB1 F99 R F99 R F99 R F99\n",
        "2 2\nrocks 2,3 3,2 2,1 1,2\nF1 B1 L F1 B1 L L\n",
        "0 0\nrocks\nF4 R F1 R F4 L F1 L F4 R F1 R F4 L F1 L F4\n",
        "4 0\nrocks 4,3\nF3 L F4 B1 R R B2\n",
        "2 0\nrocks\nB1 B1 B1 F4 F1\n",
        "3 3\nrocks 0,3\nL F4 R R R R F1 B4\n",
        "1 1\nrocks 0,0 1,0\nB1 L B3 R B1 L L F2\n",
        "0 4\nrocks\nR B1 F5 R B1 F5 R B1 F5 R B1 F5\n",
    ]
    drawn = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    large = _walk(draw, 30000, "rocks 0,1 3,3 4,0", 4)
    return [*by_hand, *drawn, _walk(draw, 200, "rocks", 99), large]
