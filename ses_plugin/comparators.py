"""Is a program's output right: the comparators of judges. Pure.

These judge what a program printed. What a *model* predicts is held to `comparison`, which is stricter
about lines and case, since a prediction is about one output and not about a problem.
"""

from __future__ import annotations

import ast
import math
import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import Protocol

from ses_plugin.comparison import same_value
from ses_plugin.programs import Limits, Program
from ses_plugin.syntax import parse

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_TOKENS = re.compile(r"\S+")
_PIECES = re.compile(r"\s+|\S+")
_MAX_CHARACTERS = 10_000_000
"""Longer values are not read."""


class Comparator(Protocol):
    """Says whether an output is right, given one that is."""

    def accepts(self, output: str, expected: str) -> bool:
        """Return whether `output` is as good as `expected`."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class Exact:
    """The same text, but for white space at its end."""

    def accepts(self, output: str, expected: str) -> bool:
        """Return whether `output` is as good as `expected`."""
        return output.rstrip() == expected.rstrip()


@dataclass(frozen=True, slots=True)
class Tokens:
    """The default validator of Kattis and ICPC problem packages.

    What stands between blanks is compared in order. With a tolerance, where the right token is a number,
    any number within either bound is as good.
    """

    case_sensitive: bool = False
    space_change_sensitive: bool = False
    float_absolute_tolerance: float | None = None
    float_relative_tolerance: float | None = None

    def accepts(self, output: str, expected: str) -> bool:
        """Return whether `output` is as good as `expected`."""
        split = _PIECES if self.space_change_sensitive else _TOKENS
        pairs = zip_longest(split.findall(output), split.findall(expected))
        return all(
            given is not None and right is not None and self._same(given, right) for given, right in pairs
        )

    def _same(self, given: str, right: str) -> bool:
        if given == right or (not self.case_sensitive and given.lower() == right.lower()):
            return True
        bounds = self.float_absolute_tolerance, self.float_relative_tolerance
        if bounds == (None, None) or not (_NUMBER.fullmatch(given) and _NUMBER.fullmatch(right)):
            return False
        error, size = abs(float(given) - float(right)), abs(float(right))
        if math.isinf(size):  # too large for a float: no bound means anything
            return False
        return error <= (bounds[0] or 0.0) or error <= (bounds[1] or 0.0) * size


@dataclass(frozen=True, slots=True)
class Value:
    """Python literals of the same value and type: for functions. See `docs/scoring.md`."""

    def accepts(self, output: str, expected: str) -> bool:
        """Return whether `output` is as good as `expected`."""
        return same_value(output, expected)


@dataclass(frozen=True, slots=True)
class Equal:
    """Python's `==` of two literals, as asserts have it: `1 == 1.0 == True`, but no list is a tuple.

    Numbers may differ by `absolute` or by `relative` times the right one. What is written in names (nan, inf)
    is held to `comparison.same_value`.
    """

    absolute: float = 0.0
    relative: float = 0.0

    def accepts(self, output: str, expected: str) -> bool:
        """Return whether `output` is as good as `expected`."""
        if len(output) > _MAX_CHARACTERS:
            return False
        try:
            return self._same(_value(output), _value(expected))
        except ValueError:
            return same_value(output, expected)
        except RecursionError:
            return False

    def _same(self, given: object, right: object) -> bool:
        if isinstance(given, (list, tuple)) and isinstance(right, (list, tuple)):
            same_kind = isinstance(given, list) == isinstance(right, list)
            return same_kind and len(given) == len(right) and all(map(self._same, given, right))
        if isinstance(given, dict) and isinstance(right, dict):
            return given.keys() == right.keys() and all(self._same(given[key], right[key]) for key in right)
        return given == right or self._close(given, right)

    def _close(self, given: object, right: object) -> bool:
        if not isinstance(given, (int, float)) or not isinstance(right, (int, float)):
            return False
        try:
            error, size = abs(given - right), abs(float(right))
        except OverflowError:
            return False
        return math.isfinite(size) and (error <= self.absolute or error <= self.relative * size)


@dataclass(frozen=True, slots=True)
class Validator:
    """A problem's own validator: a Python program that the judge runs in the sandbox.

    As in Kattis and ICPC packages it gets the files `input`, `answer` and a folder for feedback as
    arguments, then `flags`, and the output on standard input; it leaves with 42 for right and 43 for wrong.
    """

    program: Program
    flags: tuple[str, ...] = ()
    limits: Limits | None = None


def _value(text: str) -> object:
    """Return the value of a literal. Raises ValueError if it is none, RecursionError if it is too deep."""
    try:
        return ast.literal_eval(parse(text.strip(), "eval"))
    except (SyntaxError, TypeError, MemoryError) as error:
        raise ValueError(str(error)) from None
