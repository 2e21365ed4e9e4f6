"""Write the value that a function returned as a literal, in the child.

Only text leaves the sandbox. The judge makes a value of its own from it and compares that, so an object that
claims to equal everything gains nothing. A subclass is read by the methods of its base class, not its own.
"""

from __future__ import annotations

import sys
from typing import Any

_LEAVES = (bool, int, float, complex, str, bytes, type(None))
_CONTAINERS = (tuple, list, dict, set, frozenset)
_NUMBERS_AND_TEXTS = (int, float, complex, str, bytes)


def literal(value: object) -> str:
    """Return the Python literal of `value`, with sets sorted, so the text is the same everywhere.

    A value that compares like a built-in type is written as one: an `IntEnum`, a named tuple, a
    `defaultdict`. Some standard types are written as a call, for example `Fraction(1, 2)`, which the judge
    reads (`ses_plugin.scoring.literals`).

    Raises TypeError for other types, RecursionError for a value that contains itself.

    >>> literal({"b", "a"})
    "{'a', 'b'}"
    """
    kind = type(value)
    if any(kind is leaf for leaf in _LEAVES):  # not `in`: it calls `==` of a metaclass, which may lie
        return repr(value)
    if any(kind is container for container in _CONTAINERS):
        return _as_base(value)
    text = _of_standard_type(value)
    return _as_base(value) if text is None else text


def _as_base(value: object) -> str:
    """Return the literal of a value whose type is, or is derived from, a built-in type."""
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
    """Return whether a type compares as its base does; where a type lies, its content is still compared."""
    return kind is base or kind.__eq__ is base.__eq__


def _dict(value: dict[object, object]) -> str:
    return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in dict.items(value)) + "}"


def _set(members: object) -> str:
    inner = ", ".join(sorted(map(literal, members)))  # type: ignore[call-overload]
    return "{" + inner + "}" if inner else ""  # `{}` would be a dict


def _of_standard_type(value: Any) -> str | None:
    """Return the text of a standard type's value: a call, or an equal built-in value; None for other types.

    Looks in `sys.modules` and imports nothing: without the module there is no value of its types.
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
    kind, collections = type(value), sys.modules["collections"]
    if kind is collections.deque:
        return f"deque([{', '.join(map(literal, value))}])"
    if kind is collections.Counter or kind is collections.OrderedDict:
        return f"{kind.__name__}({_dict(value)})"
    if kind is collections.UserList or kind is collections.UserDict or kind is collections.UserString:
        return literal(value.data)
    if kind is collections.ChainMap or kind is type(type.__dict__):  # the latter: `mappingproxy`
        return _dict(dict(value))
    return None
