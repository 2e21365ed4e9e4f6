"""Tests of the circle game."""

from __future__ import annotations

from ses_plugin.datasets.families.circle_game.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "1\n2 A B C D\n",
    "1\n3 X AB C\n",
    "1\n7 Z\n",
)
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _players(draw: SeededRandom, count: int) -> str:
    return " ".join(draw.word(1, 3, CAPITALS) for _ in range(count))


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    return [
        "1\n1 A\n",
        "3\n1 A\n5 B\n1000 C\n",
        "2\n1 A B\n2 A B\n",
        "2\n1 A B C D E F\n1 A B C D E F G\n",
        "3\n2 A B C\n2 A B C\n2 A B C\n",
        "2\n1000 A B C D E\n999 A B C D E\n",
        "2\n3 AA AA AA AA\n3 AB BA AB BA C\n",
        "4\n4 A B C D\n5 A B C D\n6 A B C D\n1 D C B A\n",
        "3\n9 K L\n1 P\n2 Q R S T U V W X Y Z\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        "100\n" + "".join(f"{i} {_players(draw, 1 + i % 4)}\n" for i in range(1, 101)),
        f"1\n{draw.integer(50, 99)} {_players(draw, 2000)}\n",
        f"2\n1 {_players(draw, 60)}\n{draw.integer(900, 1000)} {_players(draw, 1940)}\n",
    ]
