"""Frozen values about tests and what a judge says of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Test:
    """One test: an input, and the output that is right for it.

    For a function the input is the text between the parentheses of the call, the output a literal.
    """

    input: str
    output: str
    __test__: ClassVar[bool] = False  # pytest takes classes of this name for its own


class Verdict(StrEnum):
    """What a judge says of a program on one test, in the field's names."""

    AC = "AC"
    WA = "WA"
    RE = "RE"
    TLE = "TLE"
    MLE = "MLE"
    OLE = "OLE"
    JE = "JE"
    """Judge error: the problem's own validator failed."""
