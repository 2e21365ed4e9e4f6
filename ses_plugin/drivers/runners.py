"""The three drivers, and what backends share: the dispatch of a round, and the parts of a sample request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, TypeVar, cast

from ses_plugin.strategies.flow import Completions, Flow, Request, Response, SampleRequest, gather
from ses_plugin.usage.usage import Usage

T = TypeVar("T")

Backend = Callable[[Sequence[Request]], Sequence[Response]]
"""Answers a round: one response for each request, in order; `RequestFailed` if it can't be answered."""

AsyncBackend = Callable[[Sequence[Request]], Awaitable[Sequence[Response]]]


def run(flow: Flow[T], backend: Backend) -> T:
    """Drive one flow to its end and return its result."""
    try:
        needs = next(flow)
        while True:
            needs = flow.send(_check_response_count(needs, backend(needs)))
    except StopIteration as stop:
        return cast(T, stop.value)
    finally:
        flow.close()


async def arun(flow: Flow[T], backend: AsyncBackend) -> T:
    """Drive one flow to its end and return its result."""
    try:
        needs = next(flow)
        while True:
            needs = flow.send(_check_response_count(needs, await backend(needs)))
    except StopIteration as stop:
        return cast(T, stop.value)
    finally:
        flow.close()


def run_lockstep(flows: Sequence[Flow[T]], backend: Backend) -> list[T]:
    """Drive many flows; each round of all that still live is one call of `backend`.

    Returns the results in the order of the flows. If one raises, the others are closed.
    """
    return run(gather(flows), backend)


def _check_response_count(needs: Sequence[Request], replies: Sequence[Response]) -> tuple[Response, ...]:
    if len(replies) != len(needs):
        raise TypeError(f"the backend answered {len(needs)} needs with {len(replies)} replies")
    return tuple(replies)


Handler = Callable[[Sequence[Any]], Sequence[Response]]
"""Answers requests of one kind: one response for each, in order."""


def dispatch_round(
    needs: Sequence[Request], by: Callable[[Request], Handler], always: Iterable[Handler] = ()
) -> list[Response]:
    """Answer all requests of a round, in order, each by the handler that `by` returns for it.

    Each handler is called once, with all its requests; those of `always` first, and also without requests.
    Raises ValueError if a handler returns more or fewer responses than it has requests.
    """
    shares: dict[Handler, list[int]] = {answerer: [] for answerer in always}
    for number, need in enumerate(needs):
        shares.setdefault(by(need), []).append(number)
    replies: dict[int, Response] = {}
    for answerer, numbers in shares.items():
        replies.update(zip(numbers, answerer([needs[number] for number in numbers]), strict=True))
    return [replies[number] for number in range(len(needs))]


def expand_sample(need: SampleRequest) -> list[tuple[int | None, int]]:
    """Return the seed and the number of each reply. Greedy ones are all the same: None and 0."""
    if need.sampling.temperature > 0:
        return [(need.seed + index, index) for index in range(need.n)]
    return [(None, 0)] * need.n


def merge_completions(replies: Sequence[tuple[str, Usage] | None]) -> Completions:
    """Return the completions of a sample from the replies of its calls; a failed call, None, gives ""."""
    took = sum((reply[1] for reply in replies if reply), Usage())
    completion_tokens = tuple((reply[1].completion_tokens or 0) if reply else 0 for reply in replies)
    return Completions(
        texts=tuple(reply[0] if reply else "" for reply in replies),
        prompt_tokens=took.prompt_tokens,
        completion_tokens=None if took.completion_tokens is None else completion_tokens,
        cost=took.cost,
        seconds=took.seconds,
    )
