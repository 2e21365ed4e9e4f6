"""Flows: strategies are generators that do no I/O.

A flow yields a round of *requests*, and is sent one response for each, in order. A driver
(`ses_plugin.drivers`) answers them: by a model behind an API, a batch on a GPU, the sandbox or a recording. A
flow uses no clock, no global randomness and no environment. Requests are values that carry their seeds, so
the same responses lead to the same result: a transcript can be replayed, resumed and compared.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar, cast

from ses_plugin.types.program import ExecutionResult, Limits, Program

T = TypeVar("T")


class Role(StrEnum):
    """The purpose of a call of a model. Each role may be played by another model."""

    SOLVE = "solve"
    SIMULATE = "simulate"
    FIX = "fix"
    GENERATE_INPUTS = "generate_inputs"
    """Write inputs, where a problem has no public tests."""
    TRANSLATE = "translate"
    """Rewrite a trace as an explanation."""


@dataclass(frozen=True, slots=True)
class SamplingParams:
    """How replies are sampled. `max_tokens` is the limit of one reply."""

    temperature: float = 1.0
    top_p: float = 0.95
    max_tokens: int = 2048


@dataclass(frozen=True, slots=True)
class SampleRequest:
    """A request for `n` replies of a model to `prompt`. Reply i (from 0) is sampled with `seed + i`."""

    prompt: str
    role: Role
    sampling: SamplingParams
    n: int = 1
    seed: int = 0
    chat_request: str = ""
    """A client's own chat request that means the same as `prompt`: JSON, without sampling parameters.

    Backends of chat models send it instead of `prompt`.
    """


@dataclass(frozen=True, slots=True)
class ExecuteRequest:
    """A request to run `program` on `input`. With `explain`, the result has an explanation of the run."""

    program: Program
    input: str
    limits: Limits
    explain: bool = False


@dataclass(frozen=True, slots=True)
class Completions:
    """The replies to a `SampleRequest`: exactly `n` texts. Unknown usage is None."""

    texts: tuple[str, ...]
    prompt_tokens: int | None = None
    """The sum over all calls of the request."""
    completion_tokens: tuple[int, ...] | None = None
    """The tokens of each reply."""
    cost: float | None = None
    """In US dollars."""
    seconds: float | None = None
    """The duration; of a batched call, this request's share of it."""


@dataclass(frozen=True, slots=True)
class RequestFailed:
    """The response to a request that could not be answered. A strategy goes on without an answer.

    `retryable` is whether the same request may succeed later. It may not if the request itself is the reason,
    such as a prompt that is too long or is refused.
    """

    reason: str
    retryable: bool = False


Request = SampleRequest | ExecuteRequest
Response = Completions | ExecutionResult | RequestFailed
Flow = Generator[tuple[Request, ...], tuple[Response, ...], T]


def gather(flows: Sequence[Flow[T]]) -> Flow[list[T]]:
    """Drive many flows as one: each round has the requests of all flows that still run.

    Returns the results in the order of the flows. If a flow raises, the others are closed.

    Example:
        first, second = yield from gather([sample([request]), sample([other_request])])
    """
    results: dict[int, T] = {}
    waiting: dict[int, tuple[Request, ...]] = {}

    def advance(number: int, responses: tuple[Response, ...] | None) -> None:
        try:
            flow = flows[number]
            waiting[number] = next(flow) if responses is None else flow.send(responses)
        except StopIteration as stop:
            waiting.pop(number, None)
            results[number] = cast(T, stop.value)

    try:
        for number in range(len(flows)):
            advance(number, None)
        while waiting:
            responses = yield tuple(request for requests in waiting.values() for request in requests)
            start = 0
            for number, requests in list(waiting.items()):
                end = start + len(requests)
                advance(number, responses[start:end])
                start = end
    finally:
        for flow in flows:
            flow.close()
    return [results[number] for number in range(len(flows))]


def sample(requests: Iterable[SampleRequest]) -> Flow[list[tuple[str, ...]]]:
    """Make all requests in one round; return the texts of each, () for a request that failed.

    Raises TypeError if the driver breaks the protocol.

    Example:
        (texts,) = yield from sample([SampleRequest(prompt, Role.SOLVE, SamplingParams(), n=5)])
    """
    results = yield from sample_or_failure(requests)
    return [() if isinstance(result, RequestFailed) else result for result in results]


def sample_or_failure(requests: Iterable[SampleRequest]) -> Flow[list[tuple[str, ...] | RequestFailed]]:
    """Make all requests in one round; return the texts of each, or the failure.

    Raises TypeError if the driver breaks the protocol.
    """
    batch = tuple(requests)
    results: list[tuple[str, ...] | RequestFailed] = []
    for request, response in zip(batch, (yield batch) if batch else (), strict=True):
        match response:
            case Completions(texts) if len(texts) == request.n:
                results.append(texts)
            case RequestFailed():
                results.append(response)
            case _:
                raise TypeError(
                    f"the driver answered a SampleRequest with n={request.n} by {response!r}; "
                    f"allowed: Completions with {request.n} texts, or RequestFailed"
                )
    return results


def execute(requests: Iterable[ExecuteRequest]) -> Flow[list[ExecutionResult | None]]:
    """Make all requests in one round; return each execution result, None for a request that failed.

    Raises TypeError if the driver breaks the protocol.
    """
    results = yield from execute_or_failure(requests)
    return [None if isinstance(result, RequestFailed) else result for result in results]


def execute_or_failure(requests: Iterable[ExecuteRequest]) -> Flow[list[ExecutionResult | RequestFailed]]:
    """Make all requests in one round; return each execution result, or the failure.

    Raises TypeError if the driver breaks the protocol.
    """
    batch = tuple(requests)
    results: list[ExecutionResult | RequestFailed] = []
    for response in (yield batch) if batch else ():
        if not isinstance(response, ExecutionResult | RequestFailed):
            raise TypeError(
                f"the driver answered an ExecuteRequest by {response!r}; "
                "allowed: ExecutionResult or RequestFailed"
            )
        results.append(response)
    if len(results) != len(batch):
        raise TypeError(f"the driver answered {len(batch)} requests with {len(results)} responses")
    return results
