"""Programs of evaluation sets, which no row may hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ses_plugin.datasets.instances import shipped
from ses_plugin.datasets.nlex.normal import function_forms, ngrams, program_form
from ses_plugin.datasets.sources import sources


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What is known of the programs that models are scored with."""

    programs: frozenset[str]
    functions: frozenset[str]
    ngrams: frozenset[str]

    def overlaps(self, source: str) -> str:
        """Return by what `source` overlaps one of the programs, or "".

        The rules: the same program, or a function of at least 15 nodes that is the same, each without regard
        to names, constants, docstrings and annotations (`normal`); or NGRAM tokens in a row.
        """
        if program_form(source) in self.programs:
            return "the same program"
        if function_forms(source) & self.functions:
            return "the same function"
        return "the same tokens" if ngrams(source) & self.ngrams else ""


@dataclass(frozen=True, slots=True)
class KeptOut:
    """The programs that SES itself evaluates with, and those that a user has named."""

    own: Evaluation
    named: Evaluation

    def overlaps(self, source: str, *, for_training: bool = False) -> str:
        """Return by what `source` overlaps one of the programs, or "".

        One of SES's families that are `for_training` may be like SES's own.
        """
        return ("" if for_training else self.own.overlaps(source)) or self.named.overlaps(source)


def evaluation(texts: Iterable[str]) -> KeptOut:
    """Return what is to be kept out: `texts`, and always the programs that SES itself evaluates with.

    A text that is no Python counts for nothing.
    """
    return KeptOut(_own(), _known(texts))


@cache
def _own() -> Evaluation:
    """Return our own: the test split, and all programs of the families of it and of the problems."""
    families = [p.source for s in sources() if s.split != "fewshot" for p in s.programs.values()]
    return _known([*(instance.code for instance in shipped("test")), *families])


def _known(texts: Iterable[str]) -> Evaluation:
    programs: set[str] = set()
    functions: set[str] = set()
    tokens: set[str] = set()
    for text in dict.fromkeys(texts):
        try:
            programs.add(program_form(text))
            functions |= function_forms(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        tokens |= ngrams(text)
    return Evaluation(frozenset(programs), frozenset(functions), frozenset(tokens))
