"""Tests of the ledger."""

from __future__ import annotations

from ses_plugin.datasets.families.ledger_balance.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "deposit ana 50\ntransfer ana bo 20\nwithdraw ana 10\ndeposit bo 5\n",
    "withdraw cy 1\ntransfer cy dee 3\ndeposit ana 9\n",
)


def _busy(draw: SeededRandom, lines: int, names: list[str]) -> str:
    out = [f"deposit {name} {draw.integer(9000, 90000)}" for name in names]
    while len(out) < lines:
        first, second = draw.sample(names, 2)
        out.append(f"transfer {first} {second} {draw.integer(1, 9)}")
    return "\n".join(out) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the tests that decide."""
    by_hand = [
        "",
        "deposit a 1\n",
        "withdraw a 1\n",
        "deposit a 1000000\nwithdraw a 999998\n",
        "deposit a 10\nwithdraw a 9\n",
        "deposit a 10\nwithdraw a 10\nwithdraw a 8\nwithdraw a 1\n",
        "deposit zoe 30\ntransfer zoe abe 28\ntransfer abe zoe 26\ntransfer zoe yan 25\n",
        "deposit b 20\ntransfer b a 18\ndeposit a 1\ntransfer a b 5\ndeposit b 3\n",
        "transfer x y 5\ntransfer y x 5\n",
        "deposit bob 5\ndeposit bobby 6\ndeposit bo 7\n",
        "deposit p 4\ndeposit p 4\nwithdraw p 3\ndeposit p 2\nwithdraw p 4\nwithdraw p 3\n",
        "deposit k 40\ntransfer k l 39\ntransfer k l 38\n",
    ]
    drawn = [generate(draw, level) for level in (1, 1, 2, 2, 3, 3)]
    return [*by_hand, *drawn, _busy(draw, 60, ["u", "v", "w"]), _busy(draw, 14000, list("abcdefgh"))]
