"""A program that rows are to be made of, before it has run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ses_plugin.programs import Program


@dataclass(frozen=True, slots=True)
class Candidate:
    """A program, and what is known of its inputs.

    `known` are inputs that came with it. `guess` says whether more are to be found, which needs a
    function.
    `source` names where the program is from ("stdlib/textwrap.py:dedent"), and `license` is that of it.
    Programs `for_training` are SES's own, of families that models may be trained on: of each there may be
    several, with other names and constants.
    """

    program: Program
    source: str
    license: str
    known: tuple[str, ...] = ()
    guess: bool = True
    for_training: bool = False


@dataclass(slots=True)
class Harvest:
    """What was found in the sources, and why the rest was not taken: (stage, reason) and how often."""

    candidates: list[Candidate] = field(default_factory=list)
    discards: Counter[str] = field(default_factory=Counter)
