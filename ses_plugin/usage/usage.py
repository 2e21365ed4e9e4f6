"""What models were asked for and what it cost: sums, per role, and for a whole run.

`Usage` is a sum over calls, `UsageTracker` counts the traffic between strategies and a backend, and
`sum_usage` adds up the usage objects that servers send.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar

N = TypeVar("N", int, float)

EXECUTE = "execute"
"""The role of the interpreter: real runs of programs."""


@dataclass(frozen=True, slots=True)
class Usage:
    """A sum over calls of a model. What is not known of one call is None for all of them."""

    calls: int = 0
    """Replies that came, each to a prompt of its own."""
    failed: int = 0
    """Replies that were asked for and did not come."""
    prompt_tokens: int | None = 0
    completion_tokens: int | None = 0
    cost: float | None = 0.0
    """In US dollars."""
    seconds: float | None = 0.0

    def __add__(self, other: Usage) -> Usage:
        """Return both together."""
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


def merge_usage(ledgers: Iterable[UsageByRole]) -> UsageByRole:
    """Return the sum for each role."""
    out: UsageByRole = {}
    for ledger in ledgers:
        for role, spent in ledger.items():
            out[role] = out.get(role, Usage()) + spent
    return out


def without_seconds(ledger: UsageByRole) -> UsageByRole:
    """Return it without the seconds, the only number that differs between runs with the same replies."""
    return {role: replace(spent, seconds=0.0) for role, spent in ledger.items()}


@dataclass(slots=True)
class RoleUsage:
    """Counts of the replies of one role: `requested` in all, `cache_hits` of them from the response cache.

    `usage` is what this run spent, on answered and on failed calls; `cached_usage` is what the cached replies
    took when they were first made. `truncated` replies ended at the token limit. `retryable_failures` failed
    because of the network, a busy server or a limit of this run: another run may get them.
    """

    requested: int = 0
    cache_hits: int = 0
    truncated: int = 0
    retryable_failures: int = 0
    usage: Usage = field(default_factory=Usage)
    cached_usage: Usage = field(default_factory=Usage)

    @property
    def completed(self) -> int:
        """How many of those asked for have come, or will not."""
        return self.cache_hits + self.usage.calls + self.usage.failed

    def __add__(self, other: RoleUsage) -> RoleUsage:
        """Return both together."""
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
    """The traffic between strategies and a backend, by role; `last_failure` is the reason of the last one."""

    rounds: int = 0
    roles: dict[str, RoleUsage] = field(default_factory=dict)
    last_failure: str | None = None

    def of(self, role: str) -> RoleUsage:
        """Return the entry of `role`, a new one at first."""
        return self.roles.setdefault(str(role), RoleUsage())

    @property
    def usage(self) -> Usage:
        """The usage of models in this run, over all roles."""
        return sum((passed.usage for role, passed in self.roles.items() if role != EXECUTE), Usage())

    @property
    def total_usage(self) -> Usage:
        """The usage of all replies of models, including cached ones."""
        earlier = (passed.cached_usage for role, passed in self.roles.items() if role != EXECUTE)
        return sum(earlier, self.usage)

    @property
    def retryable_failures(self) -> int:
        """How many calls another run may get answered."""
        return sum(passed.retryable_failures for passed in self.roles.values())

    def status_line(self, head: str | None = None) -> str:
        """Return the progress of the run in one line; `head` replaces the number of the round."""
        parts = [head or f"round {self.rounds}"]
        parts += [f"{role} {passed.completed}/{passed.requested}" for role, passed in self.roles.items()]
        if self.usage.completion_tokens is not None:
            parts.append(f"{self.usage.completion_tokens} tokens written")
        if self.usage.cost:
            parts.append(f"${self.usage.cost:.2f}")
        return "   ".join(parts)

    def add(self, other: UsageTracker) -> None:
        """Add the counts of `other`, the tracker of another flow."""
        self.rounds += other.rounds
        self.last_failure = other.last_failure or self.last_failure
        for role, passed in other.roles.items():
            self.roles[role] = self.of(role) + passed

    def to_row(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**asdict(self), "cost": self.usage.cost}


def sum_usage(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the sums of all numbers, name by name, also those of details; names are the servers' own.

    What can't be added (a text, true or false, a list) is that of the first row that has it.

        >>> sum_usage([{"n": 1, "details": {"cached": 2}, "tier": "a"}, {"n": 3, "details": {"cached": 4}}])
        {'n': 4, 'details': {'cached': 6}, 'tier': 'a'}
    """
    out: dict[str, Any] = {}
    for row in rows:
        for name, value in row.items():
            known = out.get(name)
            if known is None:
                out[name] = sum_usage([value]) if isinstance(value, Mapping) else value
            elif isinstance(value, Mapping) and isinstance(known, Mapping):
                out[name] = sum_usage([known, value])
            elif _is_number(value) and _is_number(known):
                out[name] = known + value
    return out


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _sum(a: N | None, b: N | None) -> N | None:
    return None if a is None or b is None else a + b
