"""Seeded random draws that are the same on every platform and Python version.

Python guarantees the sequence of `random.Random.random()` for a seed, but not those of `randint`, `shuffle`
or `sample`. So everything here uses only `random()`, and a data set built from a seed has the same bytes
everywhere.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class SeededRandom:
    """A stream of draws named by a seed and labels, for example `SeededRandom(7, "families", "ledger")`.

    Streams with different labels are independent: a new family or program never changes the draws of others.
    """

    def __init__(self, seed: int, *labels: object) -> None:
        name = "/".join(str(label) for label in (seed, *labels))
        digest = hashlib.sha256(name.encode()).digest()
        self._random = random.Random(int.from_bytes(digest[:8], "big"))

    def integer(self, low: int, high: int) -> int:
        """Return an integer in `low..high`, both ends included."""
        if high < low:
            raise ValueError(f"empty range {low}..{high}")
        return low + int(self._random.random() * (high - low + 1))

    def integers(self, count: int, low: int, high: int) -> list[int]:
        """Return `count` integers in `low..high`, both ends included."""
        return [self.integer(low, high) for _ in range(count)]

    def chance(self, probability: float) -> bool:
        """Return True with the given probability."""
        return self._random.random() < probability

    def choice(self, items: Sequence[T]) -> T:
        """Return one of `items`."""
        return items[self.integer(0, len(items) - 1)]

    def shuffle(self, items: Sequence[T]) -> list[T]:
        """Return `items` in a random order, as a new list."""
        shuffled = list(items)
        for i in range(len(shuffled) - 1, 0, -1):
            j = self.integer(0, i)
            shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
        return shuffled

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """Return `count` of `items` from different positions, in random order."""
        if count > len(items):
            raise ValueError(f"cannot draw {count} of {len(items)} items")
        return self.shuffle(items)[:count]

    def word(self, low: int, high: int, alphabet: str = "abcdefghijklmnopqrstuvwxyz") -> str:
        """Return a word of `low..high` letters of `alphabet`."""
        return "".join(self.choice(alphabet) for _ in range(self.integer(low, high)))
