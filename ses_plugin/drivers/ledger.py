"""What a run has used so far: calls, tokens, seconds and money, by role."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class Spent:
    """What one role has used.

    `asked` counts replies wanted so far; of them `calls` were paid for in this run, `recorded` had been
    before, `failed` never came. Tokens, `seconds` (of all calls together) and `cost` (US dollars) are those
    of `calls`; `unpriced` of them have no known price, and `cut` ended at the limit of tokens.
    """

    asked: int = 0
    calls: int = 0
    recorded: int = 0
    failed: int = 0
    cut: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    cost: float = 0.0
    unpriced: int = 0


@dataclass(slots=True)
class Ledger:
    """What a run has used, by role; a real run of a program is the role "execute".

    `last_failure` is the reason of the last call that failed for good.
    """

    rounds: int = 0
    roles: dict[str, Spent] = field(default_factory=dict)
    last_failure: str | None = None

    def of(self, role: str) -> Spent:
        """Return the entry of `role`, a new one at first."""
        return self.roles.setdefault(str(role), Spent())

    @property
    def cost(self) -> float | None:
        """US dollars, None if the price of a call is not known."""
        if any(spent.unpriced for spent in self.roles.values()):
            return None
        return sum(spent.cost for spent in self.roles.values())

    def to_row(self) -> dict[str, Any]:
        """Return it as plain data."""
        roles = {role: asdict(spent) for role, spent in self.roles.items()}
        return {"rounds": self.rounds, "cost": self.cost, "last_failure": self.last_failure, "roles": roles}
