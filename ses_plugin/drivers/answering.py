"""A round that several answer: the model of each role, and the sandbox."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ses_plugin.strategies.flow import Need, Reply

Answerer = Callable[[Sequence[Any]], Sequence[Reply]]
"""Answers needs of the kind that it is given: one reply for each, in order."""


def answered(
    needs: Sequence[Need], by: Callable[[Need], Answerer], always: Iterable[Answerer] = ()
) -> list[Reply]:
    """Answer all needs of a round, in order, each by the one that `by` names for it.

    Each is called once, with all that it has to answer; those of `always` also with nothing, and first.
    Raises ValueError if one gives more or fewer replies than it was asked for.
    """
    shares: dict[Answerer, list[int]] = {answerer: [] for answerer in always}
    for number, need in enumerate(needs):
        shares.setdefault(by(need), []).append(number)
    replies: dict[int, Reply] = {}
    for answerer, numbers in shares.items():
        replies.update(zip(numbers, answerer([needs[number] for number in numbers]), strict=True))
    return [replies[number] for number in range(len(needs))]
