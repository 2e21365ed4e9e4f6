"""Lines of tokens for a stack machine; some lines ask for more than the stack holds."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

LINES = {1: (1, 2), 2: (2, 3), 3: (6, 8)}
TOKENS = {1: (3, 4), 2: (5, 8), 3: (7, 12)}
MOVES = {"+": -1, "-": -1, "*": -1, "/": -1, "swap": 0, "over": 1, "drop": -1}
OPERATORS = ("+", "-", "-", "*", "*", "/", "/", "/", "swap", "over", "drop")


def _line(draw: SeededRandom, level: int) -> str:
    tokens: list[str] = []
    height = 0
    for _ in range(draw.integer(*TOKENS[level])):
        if draw.chance(0.07) or (height > 1 and draw.chance(0.62)):
            token = draw.choice(OPERATORS)
            height = max(0, height + MOVES[token])
        else:
            token = str(draw.integer(-9, 15))
            height += 1
        tokens.append(token)
    return " ".join(tokens)


def generate(draw: SeededRandom, level: int) -> str:
    """Return one program a line."""
    return "".join(_line(draw, level) + "\n" for _ in range(draw.integer(*LINES[level])))
