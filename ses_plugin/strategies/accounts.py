"""What a flow spends, and how much it may: wrappers that any strategy can be put in.

They only pass needs and replies on, so a strategy knows nothing of them, and they do no I/O either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, cast

from ses_plugin.metrics.ledger import Ledger, Spent
from ses_plugin.strategies.flow import Failed, Flow, Need, Reply, Sample, Texts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that a flow may ask of models; None is without bound.

    `calls` counts replies, `tokens` what is written, where a reply that is still to come, or whose tokens
    are not known, counts as all that it may have (`Sampling.max_tokens`). So a budget is never exceeded.
    """

    calls: int | None = None
    tokens: int | None = None

    def reached_by(self, calls: int, tokens: int) -> str | None:
        """Return which of the bounds this passes, None if none."""
        if self.calls is not None and calls > self.calls:
            return f"{self.calls} calls"
        return f"{self.tokens} tokens" if self.tokens is not None and tokens > self.tokens else None


def within(flow: Flow[T], budget: Budget) -> Flow[T]:
    """Drive `flow` with what it may spend: a Sample that does not fit any more is answered with Failed.

    The reason of these names the bound that was reached.

    A strategy goes on with what it has; runs of programs are free.
    """
    calls, tokens = 0, 0
    try:
        needs = next(flow)
        while True:
            over: list[str | None] = []
            for need in needs:
                more_calls, more_tokens = _most(need)
                reached = budget.reached_by(calls + more_calls, tokens + more_tokens)
                over.append(reached)
                if reached is None:
                    calls, tokens = calls + more_calls, tokens + more_tokens
            asked = tuple(need for need, bound in zip(needs, over, strict=True) if bound is None)
            replies = iter((yield asked) if asked else ())
            answered = tuple(
                next(replies) if bound is None else Failed(f"the budget of {bound} is used up")
                for bound in over
            )
            tokens -= sum(map(_unused, needs, answered))
            needs = flow.send(answered)
    except StopIteration as stop:
        return cast(T, stop.value)
    finally:
        flow.close()


def metered(flow: Flow[T]) -> Flow[tuple[T, Ledger]]:
    """Drive `flow`; return its result, and what each role has spent."""
    ledger: Ledger = {}
    try:
        needs = next(flow)
        while True:
            replies = yield needs
            for need, reply in zip(needs, replies, strict=True):
                if isinstance(need, Sample):
                    ledger[need.role] = ledger.get(need.role, Spent()) + spent(need, reply)
            needs = flow.send(replies)
    except StopIteration as stop:
        return cast(T, stop.value), ledger
    finally:
        flow.close()


def spent(need: Sample, reply: Reply) -> Spent:
    """Return what a reply took."""
    if not isinstance(reply, Texts):
        return Spent(failed=need.n)
    out = None if reply.tokens_out is None else sum(reply.tokens_out)
    return Spent(len(reply.texts), 0, reply.tokens_in, out, reply.cost, reply.seconds)


def _most(need: Need) -> tuple[int, int]:
    """Return the calls and the tokens that a need may take."""
    return (need.n, need.n * need.sampling.max_tokens) if isinstance(need, Sample) else (0, 0)


def _unused(need: Need, reply: Reply) -> int:
    """Return the tokens that were set aside for a need and not written."""
    if isinstance(need, Sample) and isinstance(reply, Texts) and reply.tokens_out is not None:
        return _most(need)[1] - sum(reply.tokens_out)
    return 0
