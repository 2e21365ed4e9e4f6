"""A typed word and the commands it may have meant."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

COMMANDS = ["add", "log", "pull", "push", "tag", "list", "rm", "mv", "fetch", "lint", "tail"]


def generate(draw: SeededRandom, level: int) -> tuple[str, list[str]]:
    if level == 1:
        names = ["rm", "mv", "ls", "cp", "ln", "add"]
        return draw.word(1, 1, "rmvlscpax") + draw.choice(["", "s"]), draw.sample(names, 1)
    commands = draw.sample(COMMANDS, draw.integer(1, 2) if level == 2 else draw.integer(5, 6))
    letters = list(draw.choice(commands))
    for _ in range(draw.integer(1, 2)):
        spot = draw.integer(0, len(letters) - 1)
        letters[spot] = draw.choice("aeilstu")
        if draw.chance(0.4):
            letters.insert(spot, draw.choice("aelst"))
    return "".join(letters), commands
