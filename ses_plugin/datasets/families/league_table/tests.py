"""Tests of the contest problem: the table of a league."""

from __future__ import annotations

from ses_plugin.datasets.families.league_table.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "Owls 2-1 Bats\nCrows void Owls\nBats 3-0 Crows\n",
    "Yaks 0-1 Ants\nHens 4-3 Elks\n",
)

EDGES = (
    "a void b\n",
    "b void a\n",
    "Deer 0-0 Ants\n",
    "Deer 1-1 Ants\nAnts 2-2 Deer\n",
    "Ants 0-99 Deer\nDeer 99-0 Ants\n",
    "A 1-0 B\nB 1-0 C\nC 1-0 A\n",
    "A 1-0 B\nD 2-1 C\n",
    "zebra 1-1 Zebra\nZebra void apple\nApple 1-1 apple\n",
    "A 3-0 B\nB 1-0 A\nB 1-1 C\nC void A\n",
    "X 10-9 Y\nY 9-10 X\nX 0-12 Y\n",
    "P 0-0 Q\nP 0-0 R\nP 0-0 S\nT 2-0 Q\nR 0-1 S\n",
    "Goats void Hens\nHens void Goats\nHens 0-0 Goats\nOwls void Hens\n",
)


def _season(draw: SeededRandom, matches: int, teams: int, top: int) -> str:
    names = draw.sample([a + b + c for a in "ABCDEFGH" for b in "aeiouy" for c in "klmnprstvw"], teams)
    lines = []
    for _ in range(matches):
        home, away = _pair(draw, names)
        score = "void" if draw.chance(0.1) else f"{draw.integer(0, top)}-{draw.integer(0, top)}"
        lines.append(f"{home} {score} {away}")
    return "\n".join(lines) + "\n"


def _pair(draw: SeededRandom, names: list[str]) -> tuple[str, str]:
    first = draw.integer(0, len(names) - 1)
    second = draw.integer(0, len(names) - 2)
    return names[first], names[second + (second >= first)]


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    small = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    return [*EDGES, *small, _season(draw, 60, 20, 2), _season(draw, 6000, 480, 4)]
