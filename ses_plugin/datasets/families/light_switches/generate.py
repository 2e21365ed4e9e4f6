"""A row of lights and a list of switch commands, one per line."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

COMMANDS = {1: (3, 4), 2: (6, 10), 3: (21, 24)}


def generate(draw: SeededRandom, level: int) -> str:
    """Return the number of lights, then `i`, `a b` (either order) or `?` commands."""
    lights = draw.integer(4, 4 + 2 * level)
    lines = [str(lights)]
    for _ in range(draw.integer(*COMMANDS[level])):
        if draw.chance(0.15):
            lines.append("?")
        elif draw.chance(0.35):
            lines.append(str(draw.integer(1, lights)))
        else:
            near = draw.integer(1, lights)
            far = draw.integer(max(1, near - 3), min(lights, near + 3))
            lines.append(f"{near} {far}")
    return "\n".join(lines) + "\n"
