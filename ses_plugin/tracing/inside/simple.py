"""The text of lists, tuples and dictionaries of numbers and texts: most containers are of that kind."""

from __future__ import annotations

from itertools import chain, islice
from typing import Any

MARK = "…"
"""Stands for what was left out in the middle of a text."""

_NUMBERS = frozenset(map(id, (int, float, bool, type(None))))
_SCALARS = _NUMBERS | {id(str)}
_ROWS = frozenset(map(id, (list, tuple)))


def simple(value: Any, kind: type, most: int) -> str:
    """Return the text of a list, tuple or dictionary of numbers, short texts and rows of them; "" of another.

    Most containers are of that kind, and `repr` may be asked for them. Of a long one it is asked for the two
    ends alone.
    """
    if 3 * len(value) <= most:
        return _shortened(simple_repr(value, kind, most), most)
    half = most // 2
    one = simple_repr(_ends(value, kind, 1)[0], kind, most)
    if not one:
        return ""
    for count in (half // len(one) + 2, half // 3 + 1):  # "1, " is the shortest that an item can be
        first, last = _ends(value, kind, count)
        start, end = simple_repr(first, kind, most), simple_repr(last, kind, most)
        if not start or not end:
            return ""
        if len(start) > half and len(end) > half:
            return start[:half] + MARK + end[len(end) - (most - half - 1) :]
    return ""


def _ends(value: Any, kind: type, count: int) -> tuple[Any, Any]:
    if kind is dict:
        return [*islice(value.items(), count)], [*islice(reversed(value.items()), count)][::-1]
    return value[:count], value[-count:]


def simple_repr(value: Any, kind: type, most: int) -> str:
    """Return the `repr` of a container that is known to be short and to run no code, else ""."""
    try:
        if kind is not dict:
            return repr(value) if _are_simple(value, most) else ""
        pairs = value if type(value) is list else [*value.items()]
        if not _are_simple([key for key, _ in pairs], most) or not _are_simple([x for _, x in pairs], most):
            return ""
        return "{" + ", ".join([f"{key!r}: {item!r}" for key, item in pairs]) + "}"
    except ValueError:  # an int that is too long to show
        return ""


def _are_simple(items: Any, most: int) -> bool:
    kinds = {*map(id, map(type, items))}  # their ids: a metaclass could answer for a hash
    if kinds <= _NUMBERS:
        return True
    if kinds <= _ROWS:
        if sum(map(len, items)) > 10 * most:
            return False
        items = [*chain.from_iterable(items)]
        kinds = {*map(id, map(type, items))}
    if kinds <= _NUMBERS:
        return True
    return kinds <= _SCALARS and sum([len(item) for item in items if type(item) is str]) <= 10 * most


def _shortened(text: str, most: int) -> str:
    half = most // 2
    return text if len(text) <= most else text[:half] + MARK + text[len(text) - (most - half - 1) :]
