"""Directory moves with a few symbolic links."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

PARTS = ["a", "b", "c", "..", "..", ".", "lib", "src"]


def generate(draw: SeededRandom, level: int) -> tuple[str, list[str], dict[str, str]]:
    low, high = {1: (1, 1), 2: (3, 5), 3: (10, 20)}[level]
    moves: list[str] = []
    for _ in range(draw.integer(low, high)):
        if level > 1 and draw.chance(0.12):
            moves.append(draw.choice(["-", "/", "/lib/", "..//.."]))
            continue
        path = "/".join(draw.choice(PARTS) for _ in range(draw.integer(1, 3)))
        moves.append(("/" if draw.chance(0.15) else "") + path)
    names = draw.sample(["/a", "/a/b", "/src", "/lib/src", "/c/lib", "/src/a"], draw.integer(1, 3))
    links = {name: draw.choice(["/usr/lib", "/c", "/opt/x/y/"]) for name in names}
    return draw.choice(["/", "/home/ann", "/a/b"]), moves, links
