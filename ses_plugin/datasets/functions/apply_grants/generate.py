"""A chain or tree of roles and a list of grants, revokes and toggled bans."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[dict[str, str | None], list[tuple[str, str, int]]]:
    roles = ["root", "dev", "ops", "qa"][: {1: 1, 2: 2, 3: 4}[level]]
    parents: dict[str, str | None] = {"root": None}
    for i, role in enumerate(roles[1:], 1):
        parents[role] = draw.choice(roles[:i])
    events = []
    for _ in range(draw.integer(*{1: (1, 3), 2: (4, 7), 3: (13, 15)}[level])):
        verb = draw.choice(("grant", "grant", "grant", "revoke", "ban"))
        events.append((verb, draw.choice(roles), draw.integer(1, 3 + level)))
    return parents, events
