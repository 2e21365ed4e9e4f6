"""Two words over few letters; the second is often the first in another order."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

LENGTH = {1: (1, 3), 2: (3, 4), 3: (5, 8)}
LETTERS = {1: "abcd", 2: "abcde", 3: "abcdegim"}


def generate(draw: SeededRandom, level: int) -> str:
    """Return two lines with a word each."""
    low, high = LENGTH[level]
    letters = LETTERS[level]
    first = draw.word(low, high, letters)
    second = draw.word(low, high, letters)
    if draw.chance(0.75):
        mixed = draw.sample(letters, draw.integer(low, high))
        first, second = "".join(mixed), "".join(draw.shuffle(mixed))
        if draw.chance(0.7):
            twice = draw.choice(second)
            second = second.replace(twice, twice + draw.choice((twice, mixed[0] + twice)))
    elif level > 1 and draw.chance(0.15):
        second = draw.word(low, high, "xyz")
    return f"{first}\n{second}\n"
