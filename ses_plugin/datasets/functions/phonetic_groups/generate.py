"""Surnames, some sounding alike."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

NAMES = ["Robert", "Rupert", "Rubin", "Ashcroft", "Tymczak", "Pfister", "Smith", "Smyth", "Lee", "Li"]
MORE = ["O'Hara", "Ohare", "Jackson", "Jaxen", "Whewell", "", "42", "Schmidt", "Honey", "Hamma"]


def generate(draw: SeededRandom, level: int) -> tuple[list[str]]:
    low, high = {1: (0, 0), 2: (1, 4), 3: (10, 15)}[level]
    names = [draw.choice(NAMES + MORE) for _ in range(draw.integer(low, high))]
    return (names or [draw.word(0, 3, "abrtxhpl'")],)
