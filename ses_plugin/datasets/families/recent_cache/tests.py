"""Tests of the problem: up to 10000 commands."""

from __future__ import annotations

from ses_plugin.datasets.families.recent_cache.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "put a 5\nput b 7\nget a\nput c 1\nlook b\n",
    "get x\nput x 3\nput x 4\nlook x\n",
    "look q\n",
)


def _large(draw: SeededRandom) -> str:
    keys = "abcdefghijklmnopqrstuvwxyz"
    lines = []
    for _ in range(10000):
        if draw.chance(0.93):
            lines.append(f"put {draw.choice(keys)} {draw.integer(0, 9)}")
        else:
            lines.append(f"{draw.choice(['get', 'look'])} {draw.choice(keys)}")
    return "\n".join(lines) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return edge cases, drawn inputs and a large one."""
    return [
        "put a 0\n",
        "get a\nlook a\nget a\n",
        "put a 1\nput b 2\nput c 3\n",
        "put a 1\nput b 2\nput a 9\nput c 3\nget b\nget a\n",
        "put a 1\nput b 2\nput b 3\nlook a\nlook b\n",
        "put a 1\nput b 2\nlook a\nput c 3\nlook a\nlook b\n",
        "put a 1\nput b 2\nget a\nget b\nput c 3\nget a\n",
        "put a 1\nput b 2\nget z\nput c 3\nlook z\nput a 4\n",
        "put long 9999\nput longer 10\nput longest 100\nget longer\nput long 0\n",
        "put a 1\nput a 2\nput a 3\nget a\n",
        "put b 1\nput a 1\nget b\nlook a\nput b 7\nput c 1\nput a 2\n",
        "put m 5\nget m\nget m\nput n 5\nget m\nlook n\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _large(draw),
    ]
