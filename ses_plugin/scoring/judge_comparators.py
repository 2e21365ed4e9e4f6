"""Is a program's output right: the comparators of judges. Pure.

These judge what a program printed. What a *model* predicts is compared by `prediction_match`, which is
stricter about lines and case, since a prediction is about one output and not about a problem.
"""

from __future__ import annotations

import math
import re
from collections import Counter, OrderedDict, deque
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, InvalidOperation
from fractions import Fraction
from itertools import zip_longest
from numbers import Number
from typing import Any, Protocol

from ses_plugin.errors import UsageError
from ses_plugin.scoring.literals import parse_literal
from ses_plugin.scoring.prediction_match import literal_matches
from ses_plugin.types.program import Limits, Program

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_TOKENS = re.compile(r"\S+")
_PIECES = re.compile(r"\s+|\S+")
_STANDARD = re.compile(r"\b(?:Counter|OrderedDict|deque|Fraction|Decimal|range)\(")
"""What a sandbox writes for values of standard types (`execution.inside.values`)."""

MAX_CHARACTERS = 10_000_000
"""Longer values are not read. What a run returns is bounded already; this is not the bound of predictions."""

ACCEPTED, REJECTED = 42, 43
"""How a validator leaves."""

# Errors are computed in decimal: floats have one value for 2**53 and 2**53 + 1. Operands are taken as they
# are, whatever their length, and only the result is rounded to so many digits.
_EXACT = Context(prec=60, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])


class Comparator(Protocol):
    """Says whether an output is right, given one that is."""

    def accepts(self, output: str, expected: str) -> bool:
        """Return whether `output` is as good as `expected`."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class ExactMatch:
    """The same text, but for white space at its end."""

    def accepts(self, output: str, expected: str) -> bool:
        """Return whether `output` is as good as `expected`."""
        return output.rstrip() == expected.rstrip()


@dataclass(frozen=True, slots=True)
class TokenMatch:
    """The default validator of Kattis and ICPC problem packages.

    What stands between blanks is compared in order. With a tolerance, where the right token is a number,
    any number within either bound is as good.
    """

    case_sensitive: bool = False
    space_change_sensitive: bool = False
    float_absolute_tolerance: float | None = None
    float_relative_tolerance: float | None = None

    def __post_init__(self) -> None:
        """Check the tolerances. Raises UsageError for one that is none."""
        _check(
            float_absolute_tolerance=self.float_absolute_tolerance,
            float_relative_tolerance=self.float_relative_tolerance,
        )

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
        absolute, relative = self.float_absolute_tolerance, self.float_relative_tolerance
        if absolute is None and relative is None:
            return False
        if not (_NUMBER.fullmatch(given) and _NUMBER.fullmatch(right)):
            return False
        number, right_number = _decimal(given), _decimal(right)
        if number is None or right_number is None:
            return False
        return _near(number, right_number, absolute or 0.0, relative or 0.0)


@dataclass(frozen=True, slots=True)
class LineMatch:
    """LiveCodeBench's grader of standard output: line by line, numbers by their value.

    As many lines, each the same text, or as many numbers of the same values: `1.5` is `1.500000000000`.
    With a tolerance, which some statements give, what stands between blanks is the same text or a number
    within either bound; two integers are equal or not.
    """

    absolute: float = 0.0
    relative: float = 0.0

    def __post_init__(self) -> None:
        """Check the tolerances. Raises UsageError for one that is none."""
        _check(absolute=self.absolute, relative=self.relative)

    def accepts(self, output: str, expected: str) -> bool:
        """Return whether `output` is as good as `expected`."""
        lines, right = output.strip().split("\n"), expected.strip().split("\n")
        return len(lines) == len(right) and all(map(self._same_line, lines, right))

    def _same_line(self, given: str, right: str) -> bool:
        if given.strip() == right.strip():
            return True
        tokens, right_tokens = given.split(), right.split()
        return len(tokens) == len(right_tokens) and all(map(self._same, tokens, right_tokens))

    def _same(self, given: str, right: str) -> bool:
        number, right_number = _decimal(given), _decimal(right)
        if number is None or right_number is None:
            # In a line with words the grader compares texts; with bounds, only its numbers may differ.
            return given == right and bool(self.absolute or self.relative)
        if number == right_number:
            return True
        both_integers = given.lstrip("+-").isdecimal() and right.lstrip("+-").isdecimal()
        return not both_integers and _near(number, right_number, self.absolute, self.relative)


@dataclass(frozen=True, slots=True)
class LiteralMatch:
    """Python literals of the same value and type: for functions. See `docs/scoring.md`.

    What has no literal but is data of the standard library, as a `Counter` or a `Fraction`, is held to
    Python's `==`, as in `ValueMatch`.
    """

    def accepts(self, output: str, expected: str) -> bool:
        """Return whether `output` is as good as `expected`."""
        if literal_matches(output, expected, most=MAX_CHARACTERS):
            return True
        return _STANDARD.search(output) is not None and ValueMatch().accepts(output, expected)


@dataclass(frozen=True, slots=True)
class ValueMatch:
    """Python's `==` of two values, as asserts have it: `1 == 1.0 == True`, but no list is a tuple.

    Numbers may differ by `absolute` or by `relative` times the right one. `nan` is `nan`. Values are literals
    and what `literals.parse_literal` knows: `Counter({'a': 1})` is `{'a': 1}`, `Fraction(1, 2)` is `0.5`.
    What is neither is held to `prediction_match.literal_matches`. With `outer_tuple_is_list` a returned tuple
    counts as a list, as LiveCodeBench's grader has it; not a tuple within it.
    """

    absolute: float = 0.0
    relative: float = 0.0
    outer_tuple_is_list: bool = False

    def __post_init__(self) -> None:
        """Check the tolerances. Raises UsageError for one that is none."""
        _check(absolute=self.absolute, relative=self.relative)

    def accepts(self, output: str, expected: str) -> bool:
        """Return whether `output` is as good as `expected`."""
        if len(output) > MAX_CHARACTERS:
            return False
        try:
            given, right = parse_literal(output), parse_literal(expected)
            if self.outer_tuple_is_list and type(given) is tuple:
                given = list(given)
            return self._same(given, right)
        except ValueError:
            return literal_matches(output, expected, most=MAX_CHARACTERS)
        except RecursionError:
            return False

    def _same(self, given: Any, right: Any) -> bool:
        match given, right:
            case (list(), list()) | (tuple(), tuple()) | (deque(), deque()):
                return len(given) == len(right) and all(map(self._same, given, right))
            case Counter(), Counter():  # a count of zero is none
                return given == right
            case OrderedDict(), OrderedDict() if list(given) != list(right):
                return False
            case dict(), dict():
                return given.keys() == right.keys() and all(
                    self._same(given[key], right[key]) for key in right
                )
        return given == right or self._close(given, right)

    def _close(self, given: object, right: object) -> bool:
        if given != given and right != right:  # noqa: PLR0124 - both are nan
            return True
        if isinstance(given, complex) or isinstance(right, complex):
            return _near_complex(given, right, self.absolute, self.relative)
        number, right_number = _as_decimal(given), _as_decimal(right)
        if number is None or right_number is None:
            return False
        return _near(number, right_number, self.absolute, self.relative)


@dataclass(frozen=True, slots=True)
class OutputValidator:
    """A problem's own validator: a Python program that the judge runs in the sandbox.

    As in Kattis and ICPC packages it gets the files `input`, `answer` and a folder for feedback as
    arguments, then `flags`, and the output on standard input; it leaves with 42 for right and 43 for wrong.
    """

    program: Program
    flags: tuple[str, ...] = ()
    limits: Limits | None = None

    def on(self, given: str, right: str) -> Program:
        """Return the program that judges the output it reads, for a test's input and its answer on record."""
        return Program(
            self.program.source,
            arguments=("input", "answer", "feedback/", *self.flags),
            files=(*self.program.files, ("input", given), ("answer", right), ("feedback/", "")),
        )


def _check(**bounds: float | None) -> None:
    for name, bound in bounds.items():
        if bound is None:
            continue
        if not isinstance(bound, (int, float)) or not 0 <= bound < math.inf:
            raise UsageError(f"{name}={bound!r}: a tolerance is a number, 0 or more")


def _decimal(token: str) -> Decimal | None:
    """Return the number that `token` is, exactly, None if it is none or its exponent is beyond all bounds."""
    try:
        number = Decimal(token)
    except InvalidOperation:
        return None
    return None if number.is_snan() else number  # a signalling nan raises where it is compared


def _as_decimal(value: object) -> Decimal | None:
    """Return a real number as a decimal, None for what is none."""
    if isinstance(value, Fraction):
        return _EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Decimal(value) if isinstance(value, (int, float, Decimal)) else None


def _near(given: Decimal, right: Decimal, absolute: float, relative: float) -> bool:
    """Return whether two numbers differ by no more than either bound, `relative` being of the right one."""
    if not (given.is_finite() and right.is_finite()):
        return not given.is_nan() and not right.is_nan() and given == right
    error = _EXACT.abs(_EXACT.subtract(given, right))
    # A bound is meant as it is written: 1e-6, and not the binary number next to it.
    if error <= Decimal(repr(absolute)):
        return True
    return error <= _EXACT.multiply(Decimal(repr(relative)), _EXACT.abs(right))


def _near_complex(given: object, right: object, absolute: float, relative: float) -> bool:
    if not isinstance(given, Number) or not isinstance(right, Number):
        return False
    try:
        error, size = abs(complex(given) - complex(right)), abs(complex(right))  # type: ignore[call-overload]
    except (OverflowError, TypeError, ValueError):
        return False
    return math.isfinite(size) and (error <= absolute or error <= relative * size)
