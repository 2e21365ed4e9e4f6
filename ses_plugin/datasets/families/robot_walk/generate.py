"""Inputs of the robot walk: start, rocks and a line of commands."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

COMMANDS = {1: (3, 4), 2: (8, 14), 3: (28, 45)}


def generate(draw: SeededRandom, level: int) -> str:
    """Return the three lines of one walk."""
    cells = [(x, y) for x in range(5) for y in range(5)]
    inner = [(x, y) for x, y in cells if x < 4 and y < 4]
    start = draw.choice(inner)
    rocks = draw.sample([cell for cell in cells if cell != start], draw.integer(0, 3))
    commands: list[str] = []
    for _ in range(draw.integer(*COMMANDS[level])):
        turned = bool(commands) and commands[-1] in "LR"
        if draw.chance(0.15 if turned else 0.5):
            commands.append(draw.choice("LR"))
        else:
            commands.append(draw.choice("FFB") + str(draw.integer(1, 4)))
    words = ["rocks", *(f"{x},{y}" for x, y in rocks)]
    return f"{start[0]} {start[1]}\n{' '.join(words)}\n{' '.join(commands)}\n"
