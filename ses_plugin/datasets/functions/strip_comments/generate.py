"""Fragments of source text with comments and strings."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

PARTS = ["x=1;", "/*", "*/", "//", "\n", "'//'", '"a', '"', "\\'", "/", " ", "y*/z", "/**/", "'\\''", "s"]


def generate(draw: SeededRandom, level: int) -> tuple[str]:
    low, high = {1: (1, 3), 2: (4, 8), 3: (16, 32)}[level]
    text = "".join(draw.choice(PARTS) for _ in range(draw.integer(low, high)))
    return (text[: {1: 4, 2: 13, 3: 60}[level]],)
