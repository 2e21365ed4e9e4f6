"""The three drivers, and what backends share: the dispatch of a round, and the calls of a sample request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, TypeVar, cast

from ses_plugin.strategies.flow import Completions, Flow, Request, Response, SampleRequest, gather
from ses_plugin.usage.usage import Usage

T = TypeVar("T")

Backend = Callable[[Sequence[Request]], Sequence[Response]]
"""Answers a round: one response for each request, in order; `RequestFailed` where there is no answer."""

AsyncBackend = Callable[[Sequence[Request]], Awaitable[Sequence[Response]]]


def run(flow: Flow[T], backend: Backend) -> T:
    """Drive one flow to its end and return its result.

    Example:
        result = run(self_verify(problem, SelfVerify(k=4)), backend)
    """
    try:
        requests = next(flow)
        while True:
            requests = flow.send(_check_response_count(requests, _call(backend, requests)))
    except StopIteration as stop:
        return cast(T, stop.value)
    finally:
        flow.close()


def _call(backend: Backend, requests: Sequence[Request]) -> Sequence[Response]:
    """Answer a round; an error that would be taken for the end of the flow becomes one that is not."""
    try:
        return backend(requests)
    except StopIteration as error:
        raise RuntimeError("the backend raised StopIteration") from error


async def arun(flow: Flow[T], backend: AsyncBackend) -> T:
    """Drive one flow to its end with an asyncio backend and return its result."""
    try:
        requests = next(flow)
        while True:
            requests = flow.send(_check_response_count(requests, await backend(requests)))
    except StopIteration as stop:
        return cast(T, stop.value)
    finally:
        flow.close()


def run_lockstep(flows: Sequence[Flow[T]], backend: Backend) -> list[T]:
    """Drive many flows together: `backend` is called once for each round, with the requests of all flows.

    Returns the results in the order of the flows. If a flow raises, the others are closed.
    """
    return run(gather(flows), backend)


def _check_response_count(requests: Sequence[Request], responses: Sequence[Response]) -> tuple[Response, ...]:
    if len(responses) != len(requests):
        raise TypeError(f"the backend answered {len(requests)} requests with {len(responses)} responses")
    return tuple(responses)


Handler = Callable[[Sequence[Any]], Sequence[Response]]
"""Answers requests of one kind: one response for each, in order."""


def dispatch_round(
    requests: Sequence[Request], by: Callable[[Request], Handler], always: Iterable[Handler] = ()
) -> list[Response]:
    """Answer a round, in order, by several handlers, each of which is called once with all its requests.

    Args:
        requests: The round.
        by: Returns the handler of a request.
        always: Handlers that are called first, and even without requests: in distributed evaluation, where
            the model is called by all processes together, one without requests has to take part.

    Raises:
        ValueError: A handler returns more or fewer responses than it has requests.
    """
    shares: dict[Handler, list[int]] = {handler: [] for handler in always}
    for number, request in enumerate(requests):
        shares.setdefault(by(request), []).append(number)
    responses: dict[int, Response] = {}
    for handler, numbers in shares.items():
        responses.update(zip(numbers, handler([requests[number] for number in numbers]), strict=True))
    return [responses[number] for number in range(len(requests))]


def expand_sample(request: SampleRequest) -> list[tuple[int | None, int]]:
    """Return the seed and the index of each of a sample's calls. Greedy calls are equal: None and 0."""
    if request.sampling.temperature > 0:
        return [(request.seed + index, index) for index in range(request.n)]
    return [(None, 0)] * request.n


def merge_completions(replies: Sequence[tuple[str, Usage] | None]) -> Completions:
    """Return the completions of a sample from the replies of its calls; a failed call, None, gives ""."""
    total = sum((reply[1] for reply in replies if reply), Usage())
    completion_tokens = tuple((reply[1].completion_tokens or 0) if reply else 0 for reply in replies)
    return Completions(
        texts=tuple(reply[0] if reply else "" for reply in replies),
        prompt_tokens=total.prompt_tokens,
        completion_tokens=None if total.completion_tokens is None else completion_tokens,
        cost=total.cost,
        seconds=total.seconds,
    )
