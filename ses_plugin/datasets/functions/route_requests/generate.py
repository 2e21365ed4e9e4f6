"""A route table and request paths."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

ROUTES = {
    "home": "/",
    "user": "/u/<int:id>",
    "me": "/u/me",
    "page": "/<slug>",
    "file": "/f/*",
    "edit": "/u/<int:id>/<act>",
}


def _path(draw: SeededRandom) -> str:
    if draw.chance(0.25):
        return draw.choice(["/", "/u/me/", "/f", "/u/x/edit?q=1", "/u/4/a/b", "//", "/u"])
    number = draw.integer(1, 30)
    shapes = [f"/u/{number}", f"/u/{number}/edit", f"/p{number}", f"/f/a/{number}", "/u/me"]
    return draw.choice(shapes)


def generate(draw: SeededRandom, level: int) -> tuple[dict[str, str], list[str]]:
    count = {1: 1, 2: draw.integer(2, 3), 3: draw.integer(4, 6)}[level]
    low, high = {1: (1, 1), 2: (2, 3), 3: (5, 9)}[level]
    table = {name: ROUTES[name] for name in draw.sample(list(ROUTES), count)}
    return table, [_path(draw) for _ in range(draw.integer(low, high))]
