"""Claimed values against real ones, as strictly as the form of a text allows."""

from __future__ import annotations

import re
from functools import lru_cache

from ses_plugin.narration.evaluate import Unknown, value_of
from ses_plugin.tracing.inside.simple_values import MARK

_DECORATION = re.compile(r"[\s'\"`()\[\]{},]+")
_TRUTHS = {"true": "True", "false": "False", "none": "None"}
_EMPTY = ("None", "0", "0.0", "''", "[]", "()", "{}", "set()")
_NUMBERS = (int, float, bool)


@lru_cache(4096)
def value_kind(text: str | None) -> str | None:
    """Return the type of the value that a text of a trace shows, "object" for what is no literal.

    >>> value_kind("[1]"), value_kind("None"), value_kind("<map>"), value_kind(None)
    ('list', 'None', 'object', None)
    """
    if text is None:
        return None
    try:
        value = value_of(text)
    except Unknown:
        return _kind_of_shortened(text)
    return "None" if value is None else type(value).__name__


def _kind_of_shortened(text: str) -> str:
    if MARK not in text:
        return "object"
    if text[:1] in ("'", '"'):
        return "str"
    if text[:1] == "{":
        return "dict" if ":" in text else "set"
    if text.strip("-0123456789" + MARK) == "":
        return "int"
    return {"[": "list", "(": "tuple"}.get(text[:1], "object")


@lru_cache(8192)
def values_match(claimed: str, real: str) -> bool | None:
    """Return whether a claimed value is the real one, types included; None where a text is shortened."""
    if claimed == real:
        return True
    if MARK in claimed or MARK in real:
        start, _, end = (claimed if MARK in claimed else real).partition(MARK)
        other = real if MARK in claimed else claimed
        return None if other.startswith(start[:20]) and other.endswith(end[-20:]) else False
    try:
        left, right = value_of(claimed), value_of(real)
    except Unknown:
        return False
    return type(left) is type(right) and bool(left == right)


@lru_cache(8192)
def prose_matches(claimed: str, real: str) -> bool | None:
    """Return whether a value in prose is the real one, whatever its quotes, brackets and kind of number.

    None where that can't be told: a text is shortened, or the real value is an object.

    >>> prose_matches("5", "'5'"), prose_matches("1 2", "[1, 2]"), prose_matches("4", "5")
    (True, True, False)
    """
    plain, shown = _plain(claimed), _plain(real)
    if plain == shown:
        return True
    if MARK in real or MARK in claimed or ".." in claimed or real[:1] == "<":
        return None
    if value_kind(real) == "object":
        return None
    if plain in ("True", "False") and value_kind(real) != "bool":
        return (real in _EMPTY) is (plain == "False")
    try:
        left, right = value_of(plain), value_of(shown)
    except Unknown:
        return False
    if isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS):
        return _close(float(left), float(right), claimed) if _small(left, right) else left == right
    return False


def _small(left: float, right: float) -> bool:
    return abs(left) < 1e15 and abs(right) < 1e15


def _close(left: float, right: float, claimed: str) -> bool:
    """Return whether a number is another one, rounded to the digits that are told."""
    digits = len(claimed.partition(".")[2].strip())
    return left == right or (digits > 0 and abs(left - right) <= 0.5 * 10 ** -min(digits, 15) + 1e-12)


@lru_cache(8192)
def _plain(text: str) -> str:
    text = text.strip().strip("`").removesuffix("\\n'")
    text = _DECORATION.sub(" ", text.replace("\\n", " ")).strip()
    return _TRUTHS.get(text.lower(), text)
