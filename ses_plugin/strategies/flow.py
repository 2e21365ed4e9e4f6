"""What a strategy is: a generator that does no I/O.

It yields a round of *requests* and is sent one response for each, in order. A driver answers them
(`ses_plugin.drivers`): a model behind an API, a batch on a GPU, the sandbox or a recording. A flow uses no
clock, no global randomness and no environment: requests are values that carry their seeds, so the same
responses lead to the same result, and a transcript is a recording, a checkpoint and a test.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar, cast

from ses_plugin.types.program import ExecutionResult, Limits, Program

T = TypeVar("T")


class Role(StrEnum):
    """What a model is asked for; each role may be played by another model."""

    SOLVE = "solve"
    SIMULATE = "simulate"
    FIX = "fix"
    GENERATE_INPUTS = "generate_inputs"
    """Write inputs, where a problem has no public tests."""
    TRANSLATE = "translate"
    """Rewrite a trace as an explanation."""


@dataclass(frozen=True, slots=True)
class SamplingParams:
    """How replies are drawn; `max_tokens` is what one reply may have."""

    temperature: float = 1.0
    top_p: float = 0.95
    max_tokens: int = 2048


@dataclass(frozen=True, slots=True)
class SampleRequest:
    """A request for `n` replies of a model to `prompt`, the i-th drawn with `seed + i`."""

    prompt: str
    role: Role
    sampling: SamplingParams
    n: int = 1
    seed: int = 0
    chat_request: str = ""
    """A chat request as JSON, without its sampling, that asks the same as `prompt` in the words of a client.

    Backends of chat models send it in the place of `prompt`.
    """


@dataclass(frozen=True, slots=True)
class ExecuteRequest:
    """A request for a real run of `program` on `input`."""

    program: Program
    input: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class Completions:
    """The replies to a `SampleRequest`: exactly `n`, and their usage, as far as it is known."""

    texts: tuple[str, ...]
    prompt_tokens: int | None = None
    """Tokens read, in all calls together."""
    completion_tokens: tuple[int, ...] | None = None
    """Tokens written, for each reply."""
    cost: float | None = None
    """In US dollars."""
    seconds: float | None = None
    """Of a batched call, the share of this request."""


@dataclass(frozen=True, slots=True)
class RequestFailed:
    """The response to a request that could not be answered. A strategy goes on without it.

    `retryable` tells whether the same request may succeed another time: not if the request itself is the
    reason, as a prompt that is too long or refused.
    """

    reason: str
    retryable: bool = False


Request = SampleRequest | ExecuteRequest
Response = Completions | ExecutionResult | RequestFailed
Flow = Generator[tuple[Request, ...], tuple[Response, ...], T]


def gather(flows: Sequence[Flow[T]]) -> Flow[list[T]]:
    """Drive many flows as one: each round has the requests of all that still run.

    Returns the results in the order of the flows. If one raises, the others are closed.
    """
    results: dict[int, T] = {}
    waiting: dict[int, tuple[Request, ...]] = {}

    def advance(number: int, replies: tuple[Response, ...] | None) -> None:
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


def sample(needs: Iterable[SampleRequest]) -> Flow[list[tuple[str, ...]]]:
    """Ask for all `needs` in one round; return the texts of each, none where it failed.

    Raises TypeError if the driver breaks the protocol.
    """
    replies = yield from sample_or_failure(needs)
    return [() if isinstance(reply, RequestFailed) else reply for reply in replies]


def sample_or_failure(needs: Iterable[SampleRequest]) -> Flow[list[tuple[str, ...] | RequestFailed]]:
    """Ask for all `needs` in one round; return the texts of each, or why there are none.

    Raises TypeError if the driver breaks the protocol.
    """
    asked = tuple(needs)
    out: list[tuple[str, ...] | RequestFailed] = []
    for need, reply in zip(asked, (yield asked) if asked else (), strict=True):
        match reply:
            case Completions(texts) if len(texts) == need.n:
                out.append(texts)
            case RequestFailed():
                out.append(reply)
            case _:
                raise TypeError(f"the driver answered a SampleRequest of {need.n} with {reply!r}")
    return out


def execute(needs: Iterable[ExecuteRequest]) -> Flow[list[ExecutionResult | None]]:
    """Ask for all `needs` in one round; return each run, None where it failed.

    Raises TypeError if the driver breaks the protocol.
    """
    replies = yield from execute_or_failure(needs)
    return [None if isinstance(reply, RequestFailed) else reply for reply in replies]


def execute_or_failure(needs: Iterable[ExecuteRequest]) -> Flow[list[ExecutionResult | RequestFailed]]:
    """Ask for all `needs` in one round; return each run, or why there is none.

    Raises TypeError if the driver breaks the protocol.
    """
    asked = tuple(needs)
    out: list[ExecutionResult | RequestFailed] = []
    for reply in (yield asked) if asked else ():
        if not isinstance(reply, ExecutionResult | RequestFailed):
            raise TypeError(f"the driver answered an ExecuteRequest with {reply!r}")
        out.append(reply)
    if len(out) != len(asked):
        raise TypeError(f"the driver answered {len(asked)} needs with {len(out)} replies")
    return out
