"""The text of lists, tuples and dictionaries of numbers and texts: most containers are of that kind."""

from __future__ import annotations

from itertools import chain, islice
from operator import is_
from typing import Any

MARK = "…"
"""Stands for what was left out in the middle of a text."""


def _both(*kinds: type) -> frozenset[object]:
    """Return types, and their ids."""
    return frozenset({*kinds, *map(id, kinds)})


_NUMBERS = _both(int, float, bool, type(None))
_SCALARS = _NUMBERS | _both(str)
_ROWS = _both(list, tuple)
_FIXED = _SCALARS | _both(tuple)


def simple(value: Any, kind: type, most: int, *, marked: bool = False) -> str:
    """Return the text of a list, tuple or dictionary of numbers, short texts and rows of them; "" of another.

    Most containers are of that kind, and `repr` may be asked for them. Of a long one it is asked for the two
    ends alone. What is `marked` is known to have values of built-in types alone in it, which is quicker.
    """
    if 3 * len(value) <= most:
        return _shortened(simple_repr(value, kind, most, marked=marked), most)
    half = most // 2
    first = [*islice(value.items(), 1)] if kind is dict else value[:1]
    one = simple_repr(first, kind, most, marked=marked)
    if not one:
        return ""
    for count in (half // len(one) + 2, half // 3 + 1):  # "1, " is the shortest that an item can be
        if kind is dict:
            start = simple_repr([*islice(value.items(), count)], kind, most, marked=marked)
            end = simple_repr([*islice(reversed(value.items()), count)][::-1], kind, most, marked=marked)
        else:
            start = _part(value[:count], id(value), most, marked)
            end = _part(value[-count:], -id(value), most, marked)
        if not start or not end:
            return ""
        if len(start) > half and len(end) > half:
            return start[:half] + MARK + end[len(end) - (most - half - 1) :]
    return ""


_texts: dict[int, tuple[Any, str]] = {}
"""Ends of lists of numbers and texts with what was said of them: most changes are elsewhere."""


def _part(part: Any, key: int, most: int, marked: bool) -> str:
    """Return the `repr` of an end of a list or tuple; what was said of it if it has the same, fixed items."""
    known, text = _texts.get(key, ((), ""))
    if len(known) == len(part) and all(map(is_, known, part)):
        return text
    text = simple_repr(part, type(part), most, marked=marked)
    if text and _kinds(part, marked) <= _FIXED:
        if len(_texts) > 100:
            _texts.clear()
        _texts[key] = part, text
    return text


def simple_repr(value: Any, kind: type, most: int, *, marked: bool = False) -> str:
    """Return the `repr` of a container that is known to be short and to run no code, else "".

    A dictionary may be given as the list of its items.
    """
    try:
        if kind is not dict:
            return repr(value) if _are_simple(value, most, marked) else ""
        keys, items = (
            zip(*(value.items() if type(value) is dict else value), strict=True) if value else ((), ())
        )
        if not _are_simple(keys, most, marked) or not _are_simple(items, most, marked):
            return ""
        return repr(dict(value))
    except ValueError:  # an int that is too long to show
        return ""


def _are_simple(items: Any, most: int, marked: bool) -> bool:
    kinds = _kinds(items, marked)
    if kinds <= _NUMBERS:
        return True
    if kinds <= _ROWS:
        if sum(map(len, items)) > 10 * most:
            return False
        items = [*chain.from_iterable(items)]
        kinds = _kinds(items, marked)
    if kinds <= _NUMBERS:
        return True
    return kinds <= _SCALARS and sum([len(item) for item in items if type(item) is str]) <= 10 * most


def _kinds(items: Any, marked: bool) -> set[object]:
    """Return the types of the items; their ids where a metaclass could answer for a hash."""
    return {*map(type, items)} if marked else {*map(id, map(type, items))}


def _shortened(text: str, most: int) -> str:
    half = most // 2
    return text if len(text) <= most else text[:half] + MARK + text[len(text) - (most - half - 1) :]
