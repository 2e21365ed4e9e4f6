"""Usage as servers tell it: JSON objects with numbers of tokens, and with whatever else a server counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def sum_usage(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the sums of all numbers, name by name, also those of details; names are the servers' own.

    What can't be added (a text, true or false, a list) is that of the first row that has it.

        >>> sum_usage([{"n": 1, "details": {"cached": 2}, "tier": "a"}, {"n": 3, "details": {"cached": 4}}])
        {'n': 4, 'details': {'cached': 6}, 'tier': 'a'}
    """
    out: dict[str, Any] = {}
    for row in rows:
        for name, value in row.items():
            known = out.get(name)
            if known is None:
                out[name] = sum_usage([value]) if isinstance(value, Mapping) else value
            elif isinstance(value, Mapping) and isinstance(known, Mapping):
                out[name] = sum_usage([known, value])
            elif _is_number(value) and _is_number(known):
                out[name] = known + value
    return out


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
