"""Usage of models: sums over calls, by role, and for a whole run.

`Usage` is a sum over calls. `UsageTracker` counts the calls that a backend makes for strategies, by role.
`sum_usage` adds up the usage objects that servers send.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar

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
