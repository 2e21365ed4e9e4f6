"""A text with variables, some of which hold others."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

PIECES = ["$A", "$B/", "${C}", "${D:-x}", "${E:-$A}", "/", "b", "$", "${B:-q}", "$Zed", "-", "${E"]


def generate(draw: SeededRandom, level: int) -> tuple[str, dict[str, str]]:
    if level == 1:
        return draw.choice(["", "$", "$X", "${Y:-d}", "a"]) + draw.choice(["", "/", "$B", "z"]), {"B": "r"}
    low, high = {2: (2, 4), 3: (9, 14)}[level]
    text = "".join(draw.choice(PIECES) for _ in range(draw.integer(low, high)))
    env = {
        "A": draw.choice(["usr", "a1", ""]),
        "B": draw.choice(["$A", "bin", "$C"]),
        "C": draw.choice(["${A:-c}", "opt", "0"]),
    }
    if level == 2:
        env["B"] = "b"
    return text, env
