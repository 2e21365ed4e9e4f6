"""Tests of the problem: maps up to 50 x 50."""

from __future__ import annotations

from ses_plugin.datasets.families.grid_paths.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "2 3\n..~\n...\n",
    "2 3\n.#.\n.#.\n",
    "3 4\n.#..\n.~~.\n....\n",
)


def _map(rows: list[str]) -> str:
    return f"{len(rows)} {len(rows[0])}\n" + "".join(row + "\n" for row in rows)


def _large(draw: SeededRandom, size: int, cells: str) -> str:
    rows = [[draw.choice(cells) for _ in range(size)] for _ in range(size)]
    for i in range(size):
        rows[i][0] = rows[-1][i] = "."
    return _map(["".join(row) for row in rows])


def private(draw: SeededRandom) -> list[str]:
    """Return edge cases, drawn inputs and maps with very many ways."""
    return [
        "1 1\n.\n",
        "1 1\n~\n",
        "1 5\n.~..~\n",
        "4 1\n~\n.\n.\n~\n",
        "1 4\n..#.\n",
        "2 2\n.#\n#~\n",
        "3 4\n.~..\n.#~.\n....\n",
        "2 2\n..\n..\n",
        "2 2\n..\n.#\n",
        "2 2\n.~\n..\n",
        "3 3\n...\n##.\n...\n",
        "3 3\n..#\n#..\n~~.\n",
        "3 3\n...\n.#.\n...\n",
        "3 4\n..#.\n.#..\n....\n",
        "4 4\n.~.#\n.~..\n..#.\n#...\n",
        "5 5\n" + ".....\n" * 5,
        "3 50\n" + ("#" * 50 + "\n").replace("#", ".", 1) + "." * 50 + "\n" + "#" * 49 + ".\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _large(draw, 24, "......~~~#"),
        _large(draw, 50, "........~~~#"),
        _map(["." * 50] * 50),
    ]
