"""What a strategy is: a generator that does no I/O.

It yields a round of *needs* and is sent one reply for each, in order. Whoever answers them, a model behind an
API, a batch on a GPU, the sandbox, a recording, is a driver (`ses_plugin.drivers`). A flow uses no clock, no
global randomness and no environment: needs are values that carry their seeds, so the same replies lead to
the same result, and a transcript is a recording, a checkpoint and a test.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar, cast

from ses_plugin.programs import Limits, Program, Ran

T = TypeVar("T")


class Role(StrEnum):
    """What a model is asked for; each role may be played by another model."""

    SOLVE = "solve"
    SIMULATE = "simulate"
    FIX = "fix"
    INVENT = "invent"
    """Write inputs, where a problem has no public tests."""
    TRANSLATE = "translate"
    """Rewrite a trace as an explanation."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How replies are drawn; `max_tokens` is what one reply may have."""

    temperature: float = 1.0
    top_p: float = 0.95
    max_tokens: int = 2048


@dataclass(frozen=True, slots=True)
class Sample:
    """A need: `n` replies of a model to `prompt`, the i-th drawn with `seed + i`."""

    prompt: str
    role: Role
    sampling: Sampling
    n: int = 1
    seed: int = 0
    request: str = ""
    """A chat request as JSON, without its sampling, that asks the same as `prompt` in somebody else's words.

    Backends of chat models send it in the place of `prompt`.
    """


@dataclass(frozen=True, slots=True)
class Execute:
    """A need: a real run of `program` on `text`."""

    program: Program
    text: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class Texts:
    """The replies to a Sample: exactly `n`, and what they took, as far as that is known."""

    texts: tuple[str, ...]
    tokens_in: int | None = None
    """Tokens read, in all calls together."""
    tokens_out: tuple[int, ...] | None = None
    """Tokens written, for each reply."""
    cost: float | None = None
    """In US dollars."""
    seconds: float | None = None
    """Of a batched call, this need's share."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The reply to any need that could not be met. A strategy goes on without it.

    The same need may be met another time (`again`) unless the need itself is why: a prompt that is too long,
    or refused.
    """

    reason: str
    again: bool = False


Need = Sample | Execute
Reply = Texts | Ran | Failed
Flow = Generator[tuple[Need, ...], tuple[Reply, ...], T]


def together(flows: Sequence[Flow[T]]) -> Flow[list[T]]:
    """Drive many flows as one: each round has the needs of all that still live.

    Returns the results in the order of the flows. If one raises, the others are closed.
    """
    results: dict[int, T] = {}
    waiting: dict[int, tuple[Need, ...]] = {}

    def advance(number: int, replies: tuple[Reply, ...] | None) -> None:
        try:
            flow = flows[number]
            waiting[number] = next(flow) if replies is None else flow.send(replies)
        except StopIteration as stop:
            waiting.pop(number, None)
            results[number] = cast(T, stop.value)

    try:
        for number in range(len(flows)):
            advance(number, None)
        while waiting:
            replies = yield tuple(need for needs in waiting.values() for need in needs)
            for number, needs in list(waiting.items()):
                own, replies = replies[: len(needs)], replies[len(needs) :]
                advance(number, own)
    finally:
        for flow in flows:
            flow.close()
    return [results[number] for number in range(len(flows))]


def sample(needs: Iterable[Sample]) -> Flow[list[tuple[str, ...]]]:
    """Ask for all `needs` in one round; return the texts of each, none where it failed.

    Raises TypeError if the driver breaks the protocol.
    """
    replies = yield from sample_or_failure(needs)
    return [() if isinstance(reply, Failed) else reply for reply in replies]


def sample_or_failure(needs: Iterable[Sample]) -> Flow[list[tuple[str, ...] | Failed]]:
    """Ask for all `needs` in one round; return the texts of each, or why there are none.

    Raises TypeError if the driver breaks the protocol.
    """
    asked = tuple(needs)
    out: list[tuple[str, ...] | Failed] = []
    for need, reply in zip(asked, (yield asked) if asked else (), strict=True):
        match reply:
            case Texts(texts) if len(texts) == need.n:
                out.append(texts)
            case Failed():
                out.append(reply)
            case _:
                raise TypeError(f"the driver answered a Sample of {need.n} with {reply!r}")
    return out


def execute(needs: Iterable[Execute]) -> Flow[list[Ran | None]]:
    """Ask for all `needs` in one round; return each run, None where it failed.

    Raises TypeError if the driver breaks the protocol.
    """
    replies = yield from execute_or_failure(needs)
    return [None if isinstance(reply, Failed) else reply for reply in replies]


def execute_or_failure(needs: Iterable[Execute]) -> Flow[list[Ran | Failed]]:
    """Ask for all `needs` in one round; return each run, or why there is none.

    Raises TypeError if the driver breaks the protocol.
    """
    asked = tuple(needs)
    out: list[Ran | Failed] = []
    for reply in (yield asked) if asked else ():
        if not isinstance(reply, Ran | Failed):
            raise TypeError(f"the driver answered an Execute with {reply!r}")
        out.append(reply)
    if len(out) != len(asked):
        raise TypeError(f"the driver answered {len(asked)} needs with {len(out)} replies")
    return out
