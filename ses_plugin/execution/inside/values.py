"""The text of what a function returned, in the child: what stands for it on the other side.

Data crosses, and no object: the judge makes its own of the text and compares those, so a type that claims to
equal everything gains nothing. What a subclass holds is read by its base's own methods.
"""

from __future__ import annotations

import sys
from typing import Any

_LEAVES = (bool, int, float, complex, str, bytes, type(None))
_CONTAINERS = (tuple, list, dict, set, frozenset)
_NUMBERS_AND_TEXTS = (int, float, complex, str, bytes)


def literal(value: object) -> str:
    """Return the Python literal of `value`, sets sorted so that its text is the same everywhere.

    What compares as a built-in type does is written as one: an `IntEnum`, a named tuple, a `defaultdict`. For
    a few standard types it is their call, as `Fraction(1, 2)`, which the judge knows
    (`ses_plugin.scoring.literals`).
    Raises TypeError for all else, RecursionError for a value that contains itself.
    """
    kind = type(value)
    if any(kind is leaf for leaf in _LEAVES):  # `in` would ask a metaclass, which may lie
        return repr(value)
    if any(kind is container for container in _CONTAINERS):
        return _as_base(value)
    text = _of_standard_type(value)
    return _as_base(value) if text is None else text


def _as_base(value: object) -> str:
    """Return what a value of a built-in type, or of a type based on one, holds."""
    kind = type(value)
    if isinstance(value, tuple) and _equals_as(kind, tuple):
        items = list(map(literal, tuple.__iter__(value)))
        return "(" + ", ".join(items) + (",)" if len(items) == 1 else ")")
    if isinstance(value, list) and _equals_as(kind, list):
        return "[" + ", ".join(map(literal, list.__iter__(value))) + "]"
    if isinstance(value, dict) and _equals_as(kind, dict):
        return _dict(value)
    if isinstance(value, set) and _equals_as(kind, set):
        return _set(set.__iter__(value)) or "set()"
    if isinstance(value, frozenset) and _equals_as(kind, frozenset):
        return f"frozenset({_set(frozenset.__iter__(value))})"
    for base in _NUMBERS_AND_TEXTS:
        if isinstance(value, base) and _equals_as(kind, base):
            return base.__repr__(value)
    raise TypeError(f"the returned value has type {kind.__name__}, which has no literal")


def _equals_as(kind: type, base: type) -> bool:
    """Whether a type compares as its base does. One that lies here has its content compared all the same."""
    return kind is base or kind.__eq__ is base.__eq__


def _dict(value: dict[object, object]) -> str:
    return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in dict.items(value)) + "}"


def _set(members: object) -> str:
    inner = ", ".join(sorted(map(literal, members)))  # type: ignore[call-overload]
    return "{" + inner + "}" if inner else ""


def _of_standard_type(value: Any) -> str | None:
    """Return the call that makes `value`, or what it is equal to; None if it is of no such type.

    A module that the program has not imported has made no value of it.
    """
    kind = type(value)
    if kind is range:
        return repr(value)
    if kind is bytearray:
        return repr(bytes(value))
    if kind is type({}.keys()):
        return _set(value) or "set()"
    if kind is getattr(sys.modules.get("fractions"), "Fraction", None):
        return f"Fraction({literal(value.numerator)}, {literal(value.denominator)})"
    if kind is getattr(sys.modules.get("decimal"), "Decimal", None):
        return f"Decimal({str(value)!r})"
    return _of_collections(value) if "collections" in sys.modules else None


def _of_collections(value: Any) -> str | None:
    kind, there = type(value), sys.modules["collections"]
    if kind is there.deque:
        return f"deque([{', '.join(map(literal, value))}])"
    if kind is there.Counter or kind is there.OrderedDict:
        return f"{kind.__name__}({_dict(value)})"
    if kind is there.UserList or kind is there.UserDict or kind is there.UserString:
        return literal(value.data)
    if kind is there.ChainMap or kind is type(type.__dict__):
        return _dict(dict(value))
    return None
