"""Log lines in time order with runs of errors."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom


def generate(draw: SeededRandom, level: int) -> tuple[list[str]]:
    low, high = {1: (1, 2), 2: (3, 7), 3: (14, 17)}[level]
    clock = draw.integer(500, 590)
    lines: list[str] = []
    for _ in range(draw.integer(low, high)):
        clock += draw.choice([0, 1, 2, 3, 5, 12])
        if draw.chance(0.08):
            lines.append(draw.choice(["", "  at f()", "9:05 INFO [q] x", "--"]))
            continue
        kind = draw.choice(["ERROR", "ERROR", "ERROR", "WARN", "INFO", "DEBUG"])
        text = draw.choice(["ok", "io: 5", "no", "x"])
        service = draw.choice(["db", "web", "db", "q"])
        lines.append(f"{clock // 60:02d}:{clock % 60:02d} {kind} [{service}] {text}")
    return (lines,)
