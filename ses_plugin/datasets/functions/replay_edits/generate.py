"""A list and editing commands with undo and redo."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

Command = tuple[str] | tuple[str, int]


def generate(draw: SeededRandom, level: int) -> tuple[list[int], list[Command]]:
    commands: list[Command] = []
    for _ in range(draw.integer(*{1: (1, 3), 2: (6, 12), 3: (25, 27)}[level])):
        name = draw.choice(("push", "push", "drop", "swap", "undo", "undo", "redo"))
        if name == "redo" or (name == "undo" and draw.chance(0.5)):
            commands.append((name,))
        else:
            low, high = {"push": (3, 9), "drop": (-3, 3), "swap": (0, 4), "undo": (1, 3)}[name]
            commands.append((name, draw.integer(low, high)))
    return draw.integers(draw.integer(0, 4), 1, 9), commands
