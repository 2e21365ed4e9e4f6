"""Which names a harvested function may use: what neither reads nor changes anything outside of it."""

from __future__ import annotations

import builtins

MODULES = frozenset(
    """
    __future__ abc array base64 binascii bisect calendar cmath collections colorsys contextlib copy dataclasses
    datetime decimal difflib enum fractions functools hashlib heapq html itertools json keyword math numbers
    operator re statistics string struct textwrap types typing unicodedata zlib
    """.split()
)
"""Modules of the standard library whose functions depend on their arguments alone, or nearly."""

_IMPURE = frozenset(
    """
    __import__ breakpoint compile copyright credits delattr dir eval exec exit globals hash help id input
    license locals memoryview open print quit setattr vars
    """.split()
)

BUILTINS = frozenset(vars(builtins)) - _IMPURE
ATTRIBUTES = frozenset({"now", "today", "utcnow", "__dict__", "__globals__", "__code__", "__subclasses__"})
"""Attributes that give what no argument determines, or what reaches around the language."""


def is_pure_module(name: str) -> bool:
    """Return whether `name` ("collections.abc") is, or is in, one of MODULES."""
    return name.split(".")[0] in MODULES
