"""Limits on usage: budgets of single flows, and the spending limit that the calls of a run share.

`with_budget` and `with_usage` wrap any flow. They only forward requests and responses, so a strategy does not
depend on them, and they do no I/O. `SpendingLimit` is for backends: it admits calls up to `UsageLimits`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TypeVar, cast

from ses_plugin.strategies.flow import Completions, Flow, Request, RequestFailed, Response, SampleRequest
from ses_plugin.usage.usage import Usage, UsageByRole

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that a flow may ask of models; None is without bound.

    `calls` counts replies, `tokens` the tokens written. A reply that is still to come, or whose tokens are
    not known, counts with its maximum (`SamplingParams.max_tokens`). So a budget is never exceeded.
    """

    calls: int | None = None
    tokens: int | None = None

    def reached_by(self, calls: int, tokens: int) -> str | None:
        """Return which of the bounds this passes, None if none."""
        if self.calls is not None and calls > self.calls:
            return f"{self.calls} calls"
        return f"{self.tokens} tokens" if self.tokens is not None and tokens > self.tokens else None


def with_budget(flow: Flow[T], budget: Budget) -> Flow[T]:
    """Drive `flow` within `budget`: a `SampleRequest` that does not fit is answered with `RequestFailed`.

    Its reason names the bound that was reached. A strategy goes on with what it has; runs of programs are
    free.
    """
    calls, tokens = 0, 0
    try:
        needs = next(flow)
        while True:
            over: list[str | None] = []
            for need in needs:
                more_calls, more_tokens = _maximum_usage(need)
                reached = budget.reached_by(calls + more_calls, tokens + more_tokens)
                over.append(reached)
                if reached is None:
                    calls, tokens = calls + more_calls, tokens + more_tokens
            asked = tuple(need for need, bound in zip(needs, over, strict=True) if bound is None)
            replies = iter((yield asked) if asked else ())
            answered = tuple(
                next(replies) if bound is None else RequestFailed(f"the budget of {bound} is used up")
                for bound in over
            )
            tokens -= sum(map(_unused_tokens, needs, answered))
            needs = flow.send(answered)
    except StopIteration as stop:
        return cast(T, stop.value)
    finally:
        flow.close()


def with_usage(flow: Flow[T]) -> Flow[tuple[T, UsageByRole]]:
    """Drive `flow`; return its result and the usage of each role."""
    ledger: UsageByRole = {}
    try:
        needs = next(flow)
        while True:
            replies = yield needs
            for need, reply in zip(needs, replies, strict=True):
                if isinstance(need, SampleRequest):
                    ledger[need.role] = ledger.get(need.role, Usage()) + usage_of(need, reply)
            needs = flow.send(replies)
    except StopIteration as stop:
        return cast(T, stop.value), ledger
    finally:
        flow.close()


def usage_of(need: SampleRequest, reply: Response) -> Usage:
    """Return the usage of a response."""
    if not isinstance(reply, Completions):
        return Usage(failed=need.n)
    out = None if reply.completion_tokens is None else sum(reply.completion_tokens)
    return Usage(len(reply.texts), 0, reply.prompt_tokens, out, reply.cost, reply.seconds)


def _maximum_usage(need: Request) -> tuple[int, int]:
    """Return the calls and the tokens that a request may take."""
    return (need.n, need.n * need.sampling.max_tokens) if isinstance(need, SampleRequest) else (0, 0)


def _unused_tokens(need: Request, reply: Response) -> int:
    """Return the tokens that were reserved for a request and not written."""
    if (
        isinstance(need, SampleRequest)
        and isinstance(reply, Completions)
        and reply.completion_tokens is not None
    ):
        return _maximum_usage(need)[1] - sum(reply.completion_tokens)
    return 0


@dataclass(frozen=True, slots=True)
class UsageLimits:
    """Upper bounds of usage: replies, tokens written, US dollars. None is without bound."""

    calls: int | None = None
    tokens: int | None = None
    cost: float | None = None

    def exceeded_by(self, spent: Usage) -> str | None:
        """Return which of the bounds `spent` passes, None if none."""
        for bound, taken, text in (
            (self.calls, spent.calls, f"{self.calls} calls"),
            (self.tokens, spent.completion_tokens, f"{self.tokens} tokens"),
            (self.cost, spent.cost, f"${self.cost}"),
        ):
            if bound is not None and (taken or 0) > bound:
                return text
        return None


class SpendingLimit:
    """Admits calls as long as none can exceed `limits`.

    Until it ends, a call counts with its maximum usage. A call that does not fit waits for running calls to
    end, which mostly use less. If no call is running that could make room, it is refused, and so are all
    later ones: `exhausted` names the bound. Cached replies count too, so that the same command can't spend
    more when it is repeated.
    """

    def __init__(self, most: UsageLimits | None = None) -> None:
        self.limits = most or UsageLimits()
        self.exhausted: str | None = None
        self._taken, self._held = Usage(), Usage()
        self._changed = asyncio.Condition()

    def add(self, took: Usage) -> None:
        """Count usage that is already spent."""
        self._taken += _fill_unknown(took, Usage())

    async def reserve(self, call: Usage) -> bool:
        """Reserve the maximum usage of a call; return whether the call may be made."""
        async with self._changed:
            while self.exhausted is None and (
                over := self.limits.exceeded_by(self._taken + self._held + call)
            ):
                if self._held.calls == 0:
                    self.exhausted = over
                    self._changed.notify_all()
                    break
                await self._changed.wait()
            if self.exhausted is not None:
                return False
            self._held += call
            return True

    async def settle(self, call: Usage, took: Usage) -> None:
        """End a reserved call. Where its real usage is not known, the reserved maximum counts."""
        async with self._changed:
            self._held = _subtract(self._held, call)
            self._taken += _fill_unknown(took, call)
            self._changed.notify_all()


def _fill_unknown(took: Usage, most: Usage) -> Usage:
    """Return `took` with each unknown number taken from `most`."""
    return replace(
        took,
        completion_tokens=most.completion_tokens
        if took.completion_tokens is None
        else took.completion_tokens,
        cost=most.cost if took.cost is None else took.cost,
    )


def _subtract(held: Usage, call: Usage) -> Usage:
    calls = held.calls - call.calls
    if calls == 0:  # no rest of rounding
        return Usage()
    tokens, cost = (
        (held.completion_tokens or 0) - (call.completion_tokens or 0),
        (held.cost or 0.0) - (call.cost or 0.0),
    )
    return Usage(calls, 0, 0, tokens, cost)
