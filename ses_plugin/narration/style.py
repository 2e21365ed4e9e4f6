"""Styles of explanations: for whom they are, what they leave out, and why there may be none."""

from __future__ import annotations

from dataclasses import dataclass

from ses_plugin.errors import UsageError


class ExplanationRefused(UsageError):
    """A run can't be explained in a style without leaving something out."""


class ElidedValue(ExplanationRefused):
    """A value is too long to be told in full."""


class ExplanationTooLong(ExplanationRefused):
    """The explanation is longer than the style has room for."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a run is explained.

    `sentences`: in English sentences, else a short line for each step. `characters` bounds the text without
    its answer. `whole`: every step is told, none summed up, and no value shortened; where that can't be done
    there is no explanation. `iterations` and `calls` are how many of each loop, and of each function, are
    told one by one in a style that sums up.
    """

    sentences: bool
    characters: int
    whole: bool = True
    iterations: int = 0
    calls: int = 0


FULL = Style(sentences=True, characters=40_000)
"""For people and large models: sentences for each step."""

COMPACT = Style(sentences=False, characters=20_000)
"""To train small models: a short line for each step."""

CONCISE = Style(sentences=True, characters=2_000, whole=False, iterations=2, calls=2)
"""For people: what repeats itself is summed up when it is over."""

STYLES = {"full": FULL, "compact": COMPACT, "concise": CONCISE}
"""The styles by name."""
