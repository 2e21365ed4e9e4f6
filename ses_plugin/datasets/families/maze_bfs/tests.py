"""Tests of the gates in a maze."""

from __future__ import annotations

from ses_plugin.datasets.families.maze_bfs.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "3 4\n####\nS.ab\n.#..\n",
    "2 5\n#####\nS.#.a\n",
)


def _random(draw: SeededRandom, rows: int, cols: int, wall: float) -> str:
    cells = [["#" if draw.chance(wall) else "." for _ in range(cols)] for _ in range(rows)]
    r, c = rows // 2, cols // 2
    cells[r][c] = "S"
    cells[r - 2][c - 1], cells[0][cols - 1], cells[r + 3][c + 3] = "c", "b", "a"
    return "\n".join([f"{rows} {cols}", *("".join(row) for row in cells)]) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the tests that decide."""
    by_hand = [
        "1 1\nS\n",
        "1 3\nc#S\n",
        "1 9\nS.....a.b\n",
        "1 9\nS......ab\n",
        "9 1\nb\na\n.\n.\n.\n.\n.\n.\nS\n",
        "1 4\nSabc\n",
        "3 3\na.b\n.S.\n..c\n",
        "4 4\nS...\n....\n....\n...a\n",
        "3 5\nS#...\n.#.#.\n...#a\n",
        "4 4\n....\n.###\n.#a.\nSc#b\n",
        "5 5\n#####\n#S#a#\n#.#.#\n#...#\n#####\n",
    ]
    drawn = [generate(draw, level) for level in (1, 2, 2, 3, 3, 3)]
    middling = [_random(draw, 15, 17, 0.0), _random(draw, 16, 14, 0.2)]
    return [*by_hand, *drawn, *middling, _random(draw, 150, 150, 0.1)]
