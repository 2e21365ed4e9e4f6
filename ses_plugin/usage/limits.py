"""Limits on usage: budgets of single flows, and the spending limit that the calls of a run share.

`with_budget` and `with_usage` wrap any flow. They only forward requests and responses, so a strategy does not
depend on them, and they do no I/O. `SpendingLimit` is for backends: it admits calls within
one `Budget` that all of them share.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import TypeVar, cast

from ses_plugin.strategies.flow import Completions, Flow, Request, RequestFailed, Response, SampleRequest
from ses_plugin.usage.usage import Usage, UsageByRole

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Budget:
    """Upper bounds of usage: replies, tokens written by models, US dollars. None is unlimited."""

    calls: int | None = None
    tokens: int | None = None
    cost: float | None = None

    def exceeded_by(self, usage: Usage) -> str | None:
        """Return the bound that `usage` exceeds, None if there is none."""
        for bound, used, text in (
            (self.calls, usage.calls, f"{self.calls} calls"),
            (self.tokens, usage.completion_tokens, f"{self.tokens} tokens"),
            (self.cost, usage.cost, f"${self.cost}"),
        ):
            if bound is not None and (used or 0) > bound:
                return text
        return None


def with_budget(flow: Flow[T], budget: Budget) -> Flow[T]:
    """Drive `flow` within `budget`: a `SampleRequest` that does not fit is answered with `RequestFailed`.

    The reason names the exceeded bound. A pending reply, or one whose tokens are not known, counts with its
    maximum (`SamplingParams.max_tokens`), so the calls and tokens of the budget are never exceeded; what a
    call costs is not known here. The strategy goes on with the replies that it has. Runs of programs are
    free.
    """
    calls, tokens = 0, 0
    try:
        requests = next(flow)
        while True:
            exceeded: list[str | None] = []
            for request in requests:
                more_calls, more_tokens = _maximum_usage(request)
                usage = Usage(calls + more_calls, completion_tokens=tokens + more_tokens)
                bound = budget.exceeded_by(usage)
                exceeded.append(bound)
                if bound is None:
                    calls, tokens = calls + more_calls, tokens + more_tokens
            affordable = tuple(
                request for request, bound in zip(requests, exceeded, strict=True) if bound is None
            )
            responses = iter((yield affordable) if affordable else ())
            answers = tuple(next(responses) if bound is None else _over_budget(bound) for bound in exceeded)
            tokens -= sum(map(_unused_tokens, requests, answers))
            requests = flow.send(answers)
    except StopIteration as stop:
        return cast(T, stop.value)
    finally:
        flow.close()


def _over_budget(bound: str) -> RequestFailed:
    _log.info("a request is not made: the budget of %s is used up", bound)
    return RequestFailed(f"the budget of {bound} is used up")


def with_usage(flow: Flow[T]) -> Flow[tuple[T, UsageByRole]]:
    """Drive `flow`; return its result and the usage of each role."""
    usage: UsageByRole = {}
    try:
        requests = next(flow)
        while True:
            responses = yield requests
            for request, response in zip(requests, responses, strict=True):
                if isinstance(request, SampleRequest):
                    usage[request.role] = usage.get(request.role, Usage()) + usage_of(request, response)
            requests = flow.send(responses)
    except StopIteration as stop:
        return cast(T, stop.value), usage
    finally:
        flow.close()


def usage_of(request: SampleRequest, response: Response) -> Usage:
    """Return the usage of a response."""
    if not isinstance(response, Completions):
        return Usage(failed=request.n)
    tokens = None if response.completion_tokens is None else sum(response.completion_tokens)
    return Usage(len(response.texts), 0, response.prompt_tokens, tokens, response.cost, response.seconds)


def _maximum_usage(request: Request) -> tuple[int, int]:
    """Return the most calls and completion tokens that a request may use."""
    if isinstance(request, SampleRequest):
        return request.n, request.n * request.sampling.max_tokens
    return 0, 0


def _unused_tokens(request: Request, response: Response) -> int:
    """Return the tokens that were reserved for a request and not used. If unknown, all of them were used."""
    if (
        isinstance(request, SampleRequest)
        and isinstance(response, Completions)
        and response.completion_tokens is not None
    ):
        return _maximum_usage(request)[1] - sum(response.completion_tokens)
    return 0


class SpendingLimit:
    """Admits calls as long as none can exceed `budget`.

    Until it ends, a call counts with its maximum usage. A call that does not fit waits for running calls to
    end, which mostly use less. If no running call could make room, it is refused, and so are all later ones:
    `exhausted` names the exceeded bound. Cached replies count too: those of earlier repetitions of the same
    run from its start (`add`), so that all of them together stay within the budget, and those of other runs
    as they are used.

    Example:
        if await spending_limit.reserve(maximum):
            usage = await call()
            await spending_limit.settle(maximum, usage)
    """

    def __init__(self, budget: Budget | None = None) -> None:
        self.budget = budget or Budget()
        self.exhausted: str | None = None
        self._spent, self._reserved = Usage(), Usage()
        self._changed = asyncio.Condition()

    def add(self, usage: Usage) -> None:
        """Count usage that is already spent."""
        self._spent += fill_unknown(usage, Usage())

    def add_missing(self, usage: Usage) -> None:
        """Count usage that is already spent and may be counted in part: no sum is below that of `usage`."""
        spent, usage = self._spent, fill_unknown(usage, Usage())
        self._spent = Usage(
            max(spent.calls, usage.calls),
            completion_tokens=max(spent.completion_tokens or 0, usage.completion_tokens or 0),
            cost=max(spent.cost or 0.0, usage.cost or 0.0),
        )

    async def reserve(self, maximum: Usage) -> bool:
        """Reserve the maximum usage of a call; return whether the call may be made."""
        async with self._changed:
            while self.exhausted is None and (
                bound := self.budget.exceeded_by(self._spent + self._reserved + maximum)
            ):
                if self._reserved.calls == 0:
                    self.exhausted = bound
                    _log.info("the spending limit of %s is reached: no more calls are made", bound)
                    self._changed.notify_all()
                    break
                await self._changed.wait()
            if self.exhausted is not None:
                return False
            self._reserved += maximum
            return True

    async def settle(self, maximum: Usage, usage: Usage) -> None:
        """End a call whose `maximum` was reserved. Where its `usage` is not known, the maximum counts."""
        async with self._changed:
            self._reserved = _subtract(self._reserved, maximum)
            self._spent += fill_unknown(usage, maximum)
            self._changed.notify_all()


def fill_unknown(usage: Usage, maximum: Usage) -> Usage:
    """Return `usage`, with the numbers of `maximum` where tokens or cost are not known."""
    tokens, cost = usage.completion_tokens, usage.cost
    return replace(
        usage,
        completion_tokens=maximum.completion_tokens if tokens is None else tokens,
        cost=maximum.cost if cost is None else cost,
    )


def _subtract(reserved: Usage, call: Usage) -> Usage:
    calls = reserved.calls - call.calls
    if calls == 0:  # exactly nothing, whatever floating point leaves of the cost
        return Usage()
    tokens = (reserved.completion_tokens or 0) - (call.completion_tokens or 0)
    cost = (reserved.cost or 0.0) - (call.cost or 0.0)
    return Usage(calls, 0, 0, tokens, cost)
