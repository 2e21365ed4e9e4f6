"""Usage of models, and the limits on it.

`Usage` is a sum over calls. `UsageTracker` counts the calls that a backend makes for strategies, by role.
`sum_usage` adds up the usage objects that servers send.

`with_budget` and `with_usage` wrap any flow. They only forward requests and responses, so a strategy does not
depend on them, and they do no I/O. `SpendingLimit` is for backends: it admits calls within one `Budget` that
all of them share.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar, cast

from ses_plugin.strategies.flow import Completions, Flow, Request, RequestFailed, Response, SampleRequest

N = TypeVar("N", int, float)

EXECUTE = "execute"
"""The role under which real runs of programs are counted."""


@dataclass(frozen=True, slots=True)
class Usage:
    """A sum over calls of a model.

    A number that is not known of one call is None for the whole sum: a sum without that call would look
    complete.

    Example:
        >>> Usage(1, 0, 100, 20, cost=0.5) + Usage(1, 0, 100, None, cost=0.5)
        Usage(calls=2, failed=0, prompt_tokens=200, completion_tokens=None, cost=1.0, seconds=0.0)
    """

    calls: int = 0
    """Calls with a reply."""
    failed: int = 0
    """Calls without a reply."""
    prompt_tokens: int | None = 0
    completion_tokens: int | None = 0
    cost: float | None = 0.0
    """In US dollars."""
    seconds: float | None = 0.0
    """The sum of the calls' durations. Calls run concurrently: a run takes less time."""

    def __add__(self, other: Usage) -> Usage:
        """Return the sum."""
        return Usage(
            self.calls + other.calls,
            self.failed + other.failed,
            _sum(self.prompt_tokens, other.prompt_tokens),
            _sum(self.completion_tokens, other.completion_tokens),
            _sum(self.cost, other.cost),
            _sum(self.seconds, other.seconds),
        )


UsageByRole = dict[str, Usage]
"""The usage of each role."""


def merge_usage(usages: Iterable[UsageByRole]) -> UsageByRole:
    """Return the sum for each role."""
    total: UsageByRole = {}
    for by_role in usages:
        for role, usage in by_role.items():
            total[role] = total.get(role, Usage()) + usage
    return total


def without_seconds(usage: UsageByRole) -> UsageByRole:
    """Return `usage` with 0 seconds: the only number that differs between runs with the same replies."""
    return {role: replace(role_usage, seconds=0.0) for role, role_usage in usage.items()}


@dataclass(slots=True)
class RoleUsage:
    """The replies of one role, counted."""

    requested: int = 0
    """Replies that strategies requested."""
    cache_hits: int = 0
    """Replies from the response cache."""
    truncated: int = 0
    """Replies that ended at the token limit."""
    retryable_failures: int = 0
    """Calls that failed for a passing reason: the network, a busy server, a limit of this run."""
    usage: Usage = field(default_factory=Usage)
    """The usage of the calls of this run."""
    cached_usage: Usage = field(default_factory=Usage)
    """The usage of the cached replies, at the time they were made."""

    @property
    def completed(self) -> int:
        """Requested replies that came or failed."""
        return self.cache_hits + self.usage.calls + self.usage.failed

    def __add__(self, other: RoleUsage) -> RoleUsage:
        """Return the sum."""
        return RoleUsage(
            self.requested + other.requested,
            self.cache_hits + other.cache_hits,
            self.truncated + other.truncated,
            self.retryable_failures + other.retryable_failures,
            self.usage + other.usage,
            self.cached_usage + other.cached_usage,
        )


@dataclass(slots=True)
class UsageTracker:
    """Counts the rounds and replies of a run, by role."""

    rounds: int = 0
    roles: dict[str, RoleUsage] = field(default_factory=dict)
    last_failure: str | None = None
    """Why the last failed call failed."""

    def of(self, role: str) -> RoleUsage:
        """Return the counts of `role`, which may be updated in place."""
        return self.roles.setdefault(str(role), RoleUsage())

    @property
    def usage(self) -> Usage:
        """The usage of models in this run, over all roles. Runs of programs are not in it."""
        return sum((counts.usage for role, counts in self.roles.items() if role != EXECUTE), Usage())

    @property
    def total_usage(self) -> Usage:
        """The usage of all replies of models, cached ones included."""
        cached = (counts.cached_usage for role, counts in self.roles.items() if role != EXECUTE)
        return sum(cached, self.usage)

    @property
    def retryable_failures(self) -> int:
        """Failed calls that may succeed in a later run."""
        return sum(counts.retryable_failures for counts in self.roles.values())

    def status_line(self, head: str | None = None) -> str:
        """Return the progress of the run in one line, after `head`: by default the number of the round."""
        parts = [head or f"round {self.rounds}"]
        parts += [f"{role} {counts.completed}/{counts.requested}" for role, counts in self.roles.items()]
        if self.usage.completion_tokens is not None:
            parts.append(f"{self.usage.completion_tokens} tokens written")
        if self.usage.cost:
            parts.append(f"${self.usage.cost:.2f}")
        return "   ".join(parts)

    def add(self, other: UsageTracker) -> None:
        """Add the counts of another flow's tracker."""
        self.rounds += other.rounds
        self.last_failure = other.last_failure or self.last_failure
        for role, counts in other.roles.items():
            self.roles[role] = self.of(role) + counts

    def to_row(self) -> dict[str, Any]:
        """Return the counts as plain data."""
        return {**asdict(self), "cost": self.usage.cost}


def sum_usage(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the sums of all numbers in the usage objects of servers, by name, in nested objects too.

    Servers count more than the OpenAI API documents, so the names are not checked. Values that can't be added
    (texts, booleans, lists) are those of the first object that has them.

    Example:
        >>> sum_usage([{"n": 1, "details": {"cached": 2}, "tier": "a"}, {"n": 3, "details": {"cached": 4}}])
        {'n': 4, 'details': {'cached': 6}, 'tier': 'a'}
    """
    total: dict[str, Any] = {}
    for row in rows:
        for name, value in row.items():
            so_far = total.get(name)
            if so_far is None:
                total[name] = sum_usage([value]) if isinstance(value, Mapping) else value
            elif isinstance(value, Mapping) and isinstance(so_far, Mapping):
                total[name] = sum_usage([so_far, value])
            elif _is_number(value) and _is_number(so_far):
                total[name] = so_far + value
    return total


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)  # a bool is an int


def _sum(a: N | None, b: N | None) -> N | None:
    return None if a is None or b is None else a + b


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
