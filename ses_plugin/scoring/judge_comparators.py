"""Decide whether a program's output is correct: the comparators of judges. Pure.

Predictions of a model are compared by `prediction_match`, which is stricter about lines and case: a
prediction is about one output, and a problem may have many correct ones.
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

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)  # 5, -0.5, .5, 1e-9
_TOKENS = re.compile(r"\S+")
_PIECES = re.compile(r"\s+|\S+")  # tokens and the blanks between them
# How the sandbox writes values of standard types (`execution.inside.values`).
_STANDARD = re.compile(r"\b(?:Counter|OrderedDict|deque|Fraction|Decimal|range)\(")

MAX_CHARACTERS = 10_000_000
"""Longer values are not read. Separate from the bound of predictions: a run's output has its own limit."""

ACCEPTED, REJECTED = 42, 43
"""The exit codes of an output validator."""

# Errors are computed in decimal: floats have one value for 2**53 and 2**53 + 1. Operands are exact, however
# long they are; only the result is rounded, to 60 digits.
_EXACT = Context(prec=60, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])


class Comparator(Protocol):
    """Decides whether an output is correct, given a correct one."""

    def accepts(self, output: str, expected: str) -> bool:
        """Return whether `output` is accepted where `expected` is correct."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class ExactMatch:
    """Accepts the same text, except for white space at its end."""

    def accepts(self, output: str, expected: str) -> bool:
        """Return whether `output` is accepted where `expected` is correct."""
        return output.rstrip() == expected.rstrip()


@dataclass(frozen=True, slots=True)
class TokenMatch:
    """Accepts as the default validator of Kattis and ICPC problem packages does, with its flags.

    Tokens between blanks are compared in order. With a tolerance, where the expected token is a number, any
    number within either bound is accepted.

    >>> TokenMatch(float_absolute_tolerance=1e-6).accepts("yes 0.5000001", "YES 0.5")
    True
    """

    case_sensitive: bool = False
    space_change_sensitive: bool = False
    float_absolute_tolerance: float | None = None
    float_relative_tolerance: float | None = None

    def __post_init__(self) -> None:
        """Check the tolerances. Raises UsageError if one is invalid."""
        _check(
            float_absolute_tolerance=self.float_absolute_tolerance,
            float_relative_tolerance=self.float_relative_tolerance,
        )

    def accepts(self, output: str, expected: str) -> bool:
        """Return whether `output` is accepted where `expected` is correct."""
        split = _PIECES if self.space_change_sensitive else _TOKENS
        pairs = zip_longest(split.findall(output), split.findall(expected))
        return all(
            token is not None and expected_token is not None and self._token_matches(token, expected_token)
            for token, expected_token in pairs
        )

    def _token_matches(self, token: str, expected: str) -> bool:
        if token == expected or (not self.case_sensitive and token.lower() == expected.lower()):
            return True
        absolute, relative = self.float_absolute_tolerance, self.float_relative_tolerance
        if absolute is None and relative is None:
            return False
        if not (_NUMBER.fullmatch(token) and _NUMBER.fullmatch(expected)):
            return False
        number, expected_number = _decimal(token), _decimal(expected)
        if number is None or expected_number is None:
            return False
        return _near(number, expected_number, absolute or 0.0, relative or 0.0)


@dataclass(frozen=True, slots=True)
class LineMatch:
    """Accepts as LiveCodeBench's grader of standard output does: line by line, numbers by value.

    Lines are equal if they are the same text, or numbers of the same values: `1.5` equals `1.500000000000`.
    With a tolerance, which some statements state, tokens are equal if they are the same text or numbers
    within either bound; two integers must be equal.
    """

    absolute: float = 0.0
    relative: float = 0.0

    def __post_init__(self) -> None:
        """Check the tolerances. Raises UsageError if one is invalid."""
        _check(absolute=self.absolute, relative=self.relative)

    def accepts(self, output: str, expected: str) -> bool:
        """Return whether `output` is accepted where `expected` is correct."""
        lines, expected_lines = output.strip().split("\n"), expected.strip().split("\n")
        return len(lines) == len(expected_lines) and all(map(self._line_matches, lines, expected_lines))

    def _line_matches(self, line: str, expected: str) -> bool:
        if line.strip() == expected.strip():
            return True
        tokens, expected_tokens = line.split(), expected.split()
        return len(tokens) == len(expected_tokens) and all(map(self._token_matches, tokens, expected_tokens))

    def _token_matches(self, token: str, expected: str) -> bool:
        number, expected_number = _decimal(token), _decimal(expected)
        if number is None or expected_number is None:
            # The grader compares a line with words as text, so equal words are not enough; with bounds, only
            # its numbers may differ.
            return token == expected and bool(self.absolute or self.relative)
        if number == expected_number:
            return True
        both_integers = token.lstrip("+-").isdecimal() and expected.lstrip("+-").isdecimal()
        return not both_integers and _near(number, expected_number, self.absolute, self.relative)


@dataclass(frozen=True, slots=True)
class LiteralMatch:
    """Accepts a Python literal of the same value and type: for functions. See `docs/scoring.md`.

    Values of standard types without a literal, for example a `Counter` or a `Fraction`, are compared by
    Python's `==`, as in `ValueMatch`.
    """

    def accepts(self, output: str, expected: str) -> bool:
        """Return whether `output` is accepted where `expected` is correct."""
        if literal_matches(output, expected, most=MAX_CHARACTERS):
            return True
        return _STANDARD.search(output) is not None and ValueMatch().accepts(output, expected)


@dataclass(frozen=True, slots=True)
class ValueMatch:
    """Accepts a value that is equal by Python's `==`, as in asserts: `1 == 1.0 == True`, `[1] != (1,)`.

    Numbers may differ by `absolute`, or by `relative` times the expected one. `nan` equals `nan`. Values are
    those of `literals.parse_literal`: `Counter({'a': 1})` equals `{'a': 1}`, `Fraction(1, 2)` equals `0.5`.
    Other texts are compared by `prediction_match.literal_matches`. With `outer_tuple_is_list` a returned
    tuple, but not a tuple within it, is taken as a list, as by LiveCodeBench's grader.

    >>> ValueMatch(absolute=0.01).accepts("[1, 0.501]", "[1.0, 0.5]")
    True
    """

    absolute: float = 0.0
    relative: float = 0.0
    outer_tuple_is_list: bool = False

    def __post_init__(self) -> None:
        """Check the tolerances. Raises UsageError if one is invalid."""
        _check(absolute=self.absolute, relative=self.relative)

    def accepts(self, output: str, expected: str) -> bool:
        """Return whether `output` is accepted where `expected` is correct."""
        if len(output) > MAX_CHARACTERS:
            return False
        try:
            value, expected_value = parse_literal(output), parse_literal(expected)
            if self.outer_tuple_is_list and type(value) is tuple:
                value = list(value)
            return self._value_matches(value, expected_value)
        except ValueError:
            return literal_matches(output, expected, most=MAX_CHARACTERS)
        except RecursionError:
            return False

    def _value_matches(self, value: Any, expected: Any) -> bool:
        match value, expected:
            case (list(), list()) | (tuple(), tuple()) | (deque(), deque()):
                return len(value) == len(expected) and all(map(self._value_matches, value, expected))
            case Counter(), Counter():  # by its `==` a count of zero is the same as no count
                return value == expected
            case OrderedDict(), OrderedDict() if list(value) != list(expected):
                return False
            case dict(), dict():
                return value.keys() == expected.keys() and all(
                    self._value_matches(value[key], expected[key]) for key in expected
                )
        return value == expected or self._is_close(value, expected)

    def _is_close(self, value: object, expected: object) -> bool:
        if value != value and expected != expected:  # noqa: PLR0124 - both are nan
            return True
        if isinstance(value, complex) or isinstance(expected, complex):
            return _near_complex(value, expected, self.absolute, self.relative)
        number, expected_number = _as_decimal(value), _as_decimal(expected)
        if number is None or expected_number is None:
            return False
        return _near(number, expected_number, self.absolute, self.relative)


@dataclass(frozen=True, slots=True)
class OutputValidator:
    """A problem's own validator: a Python program that the judge runs in the sandbox.

    As in Kattis and ICPC packages its arguments are the files `input` and `answer`, a folder for feedback,
    then `flags`. It reads the output on standard input, and exits with 42 to accept and 43 to reject.
    """

    program: Program
    flags: tuple[str, ...] = ()
    limits: Limits | None = None

    def on(self, test_input: str, answer: str) -> Program:
        """Return the program that judges the output on its standard input, for a test's input and answer."""
        return Program(
            self.program.source,
            arguments=("input", "answer", "feedback/", *self.flags),
            files=(*self.program.files, ("input", test_input), ("answer", answer), ("feedback/", "")),
        )


def _check(**bounds: float | None) -> None:
    for name, bound in bounds.items():
        if bound is None:
            continue
        if not isinstance(bound, (int, float)) or not 0 <= bound < math.inf:
            raise UsageError(f"{name}={bound!r}: a tolerance is a finite number, 0 or more")


def _decimal(token: str) -> Decimal | None:
    """Return the exact number in `token`, None if it isn't one or its exponent is out of range."""
    try:
        number = Decimal(token)
    except InvalidOperation:
        return None
    return None if number.is_snan() else number  # a signalling nan raises where it is compared


def _as_decimal(value: object) -> Decimal | None:
    """Return a real number as a decimal, None for other values."""
    if isinstance(value, Fraction):
        return _EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Decimal(value) if isinstance(value, (int, float, Decimal)) else None


def _near(number: Decimal, expected: Decimal, absolute: float, relative: float) -> bool:
    """Return whether two numbers differ by at most one of the bounds; `relative` is to the expected one."""
    if not (number.is_finite() and expected.is_finite()):
        return not number.is_nan() and not expected.is_nan() and number == expected
    error = _EXACT.abs(_EXACT.subtract(number, expected))
    # The bound as it was written, 1e-6, and not the binary number next to it.
    if error <= Decimal(repr(absolute)):
        return True
    return error <= _EXACT.multiply(Decimal(repr(relative)), _EXACT.abs(expected))


def _near_complex(value: object, expected: object, absolute: float, relative: float) -> bool:
    if not isinstance(value, Number) or not isinstance(expected, Number):
        return False
    try:
        error = abs(complex(value) - complex(expected))  # type: ignore[call-overload]
        size = abs(complex(expected))  # type: ignore[call-overload]
    except (OverflowError, TypeError, ValueError):
        return False
    return math.isfinite(size) and (error <= absolute or error <= relative * size)
